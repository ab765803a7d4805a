variable "name" { type = string }
variable "resource_group_name" { type = string }
variable "location" { type = string }
variable "api" { type = object({ sku = string, workers = number, image = string }) }
variable "registry" { type = string }
variable "identity" { type = object({ id = string, client_id = string }) }
variable "settings" { type = map(string) }
variable "tags" { type = map(string) }
