import Engine
import TicketsService
import Models

let plan = LaunchPlan(
  name: "tickets", version: Suite.version, ports: Suite.ports, directory: Suite.directory)

Launch.main(plan) { TicketsService.service(try $0.settings()) }
