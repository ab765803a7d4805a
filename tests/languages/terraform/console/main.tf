# The surroundings of every expression in expressions.txt: `local.u` is unknown, `var.secret` sensitive.
resource "terraform_data" "u" {}

variable "secret" {
  type      = string
  default   = "s3cret"
  sensitive = true
}

variable "strings" {
  type    = list(string)
  default = ["b", "a"]
}

variable "empty" {
  type    = list(string)
  default = []
}

variable "names" {
  type    = set(string)
  default = ["x", "y"]
}

variable "tags" {
  type    = map(string)
  default = { env = "prod", team = "id" }
}

locals {
  u   = terraform_data.u.id
  obj = { name = "n", list = [1, 2, { deep = "d" }], none = null }

  heredoc = <<EOT
line 1
  line 2 ${1 + 1}
$${literal} %%{literal} \n
EOT

  indented = <<-EOT
    first
      second ${"x"}

    third
  EOT

  indented_start = <<-EOT
      ${"interpolated"} first
    less
  EOT

  loop = <<-EOT
    hosts:
    %{ for host in ["a", "b"] ~}
    - ${host}
    %{ endfor ~}
    end
  EOT

  loop_indented = <<-EOT
    a
      %{ for x in [1, 2] ~}
      b ${x}
      %{ endfor ~}
    c
  EOT

  nested = <<EOT
%{ for k, v in { a = [1, 2], b = [] } ~}
${k}:
%{~ if length(v) > 0 ~}
%{ for i in v } ${i}%{ endfor }
%{ else ~}
 none
%{ endif ~}
%{ endfor ~}
EOT

  no_newline = "%{ if true }yes%{ else }no%{ endif }"
  stripped   = "  a  ${~ "b" ~}  c  "
  tabs       = <<-EOT
	tab
	  tab and spaces
	EOT

  template = "Hi $${name}!"

  multi_line = {
    a = 1 # a comment
    b : 2, c = 3
    (join("-", ["d", "e"])) = 4
    "f g"                   = [
      5,
      6,
    ]
  }

  split_operators = (
    1 +
    2
    * 3
  )
}
