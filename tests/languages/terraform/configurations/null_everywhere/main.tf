variable "maybe" { default = null }
resource "terraform_data" "all" {
  input = {
    coalesced = coalesce(var.maybe, "x")
    compare   = var.maybe == null
    list      = compact(["a", "", null])
    object    = { a = null }
    ternary   = var.maybe != null ? var.maybe : "fallback"
    splat     = var.maybe[*]
    tolist    = tolist([null, "a"])
  }
}
resource "terraform_data" "null_input" {
  input            = var.maybe
  triggers_replace = null
}
