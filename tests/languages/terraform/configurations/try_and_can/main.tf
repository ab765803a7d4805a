variable "settings" {
  default = { a = { b = 1 } }
}
resource "terraform_data" "all" {
  input = {
    found    = try(var.settings.a.b, 0)
    missing  = try(var.settings.a.c, "default")
    deeper   = try(var.settings.x.y.z, null)
    lookup   = lookup(var.settings, "q", "fallback")
    index    = try(tolist(["a"])[3], "out of range")
    can      = [can(var.settings.a.b), can(var.settings.z)]
    convert  = try(tonumber("abc"), -1)
    coalesce = coalesce(null, "", "x")
  }
}
