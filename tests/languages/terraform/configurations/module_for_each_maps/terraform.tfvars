spokes = {
  one = { address = "10.0.0.0/16", subnets = { app = "10.0.1.0/24", data = "10.0.2.0/24" } }
  two = { address = "10.1.0.0/16" }
}
