variable "name" { type = string }
variable "resource_group_name" { type = string }
variable "location" { type = string }
variable "tags" { type = map(string) }
variable "tenant_id" { type = string }
variable "database" { type = string }
variable "api_sku" { type = string }
variable "sizes" { type = object({ api_instances = number, workers = number, worker_subnet = string, worker_image = string }) }
variable "ssh_public_key" { type = string }
variable "fallback_vault_id" { type = string }
variable "fallback" { type = map(object({ client_id = string, object_id = string, vault_secret = string })) }
