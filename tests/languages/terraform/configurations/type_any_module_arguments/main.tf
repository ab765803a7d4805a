module "child" {
  source = "./child"
  any    = { list = ["a", 1], map = { k = true } }
  list   = ["x", 2, false]
  map    = { a = 1, b = 2 }
  object = { inner = { size = "5" } }
}
