output "result" { value = "${local.a} twice" }
