import Engine
import CampaignsService
import Models

let plan = LaunchPlan(
  name: "campaigns", version: Suite.version, ports: Suite.ports, directory: Suite.directory)

Launch.main(plan) { CampaignsService.service(try $0.settings()) }
