locals {
  name    = "My App_01"
  slug    = lower(replace(local.name, "/[^A-Za-z0-9]/", ""))
  short   = substr(local.slug, 0, 5)
  account = format("%s%s", local.short, "st")
  cidrs   = cidrsubnets("10.0.0.0/16", 8, 8, 4)
  encoded = jsonencode({ name = local.slug, cidrs = local.cidrs, nothing = null, number = 1.5 })
}
resource "terraform_data" "all" {
  input = [local.slug, local.short, local.account, local.cidrs, local.encoded, md5(local.slug), base64encode("x"), title("a b"), trimspace(" a "), split(",", "a,b"), regexall("[0-9]", "a1b2")]
}
