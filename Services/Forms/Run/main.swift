import Engine
import FormsService
import Models

let plan = LaunchPlan(
  name: "forms", version: Suite.version, ports: Suite.ports, directory: Suite.directory)

Launch.main(plan) { FormsService.service(try $0.settings()) }
