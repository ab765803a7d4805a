output "shared" { value = "module" }
