variable "name" { type = string }
variable "resource_group_name" { type = string }
variable "location" { type = string }
variable "fleet" { type = object({ sku = string, instances = number, image = string, start = optional(string) }) }
variable "subnet_id" { type = string }
variable "ssh_public_key" { type = string }
variable "registry" { type = string }
variable "identity" { type = object({ id = string, client_id = string }) }
variable "tags" { type = map(string) }
