# An ephemeral value is in no plan: `ephemeralasnull` shows where the mark went.
variable "token" {
  ephemeral = true
  default   = "x"
}

variable "plain" {
  default = "n"
}

module "child" {
  source = "./child"
  token  = var.token
}

locals {
  kept = {
    itself      = ephemeralasnull(var.token)
    template    = ephemeralasnull("pre-${var.token}")
    object      = ephemeralasnull({ x = var.token, y = var.plain })
    list        = ephemeralasnull([var.plain, var.token])
    function    = ephemeralasnull(upper(var.token))
    format      = ephemeralasnull(format("%s", var.token))
    equality    = ephemeralasnull(var.token == "x")
    conditional = ephemeralasnull(var.token == "x" ? "p" : "q")
    sensitive   = nonsensitive(ephemeralasnull(sensitive(var.plain)))
    loop        = ephemeralasnull([for value in [var.token, "z"] : value])
    merged      = ephemeralasnull(merge({ a = 1 }, { b = var.token }))
    encoded     = ephemeralasnull(jsonencode({ a = var.token }))
    joined      = ephemeralasnull(join(",", ["a", var.token]))
    output      = ephemeralasnull(module.child.token)
    plain       = ephemeralasnull(module.child.plain)
  }
}

resource "terraform_data" "kept" {
  input = local.kept
}
