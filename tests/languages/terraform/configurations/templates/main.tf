locals {
  name = "idlint"
  list = ["a", "b"]
  text = <<-EOT
    Hello ${local.name}
      indented
    %{for item in local.list~}
    - ${item}
    %{endfor~}
    %{if local.name == "idlint"}yes%{else}no%{endif}
  EOT
}
resource "terraform_data" "text" {
  input = [local.text, "${local.name}-${length(local.list)}", "${local.list[0]}", "%%{literal} $${literal}", "tab\tnew\nline \u00e9"]
}
resource "terraform_data" "file" {
  input = templatefile("${path.module}/greeting.tftpl", { name = local.name, items = local.list })
}
