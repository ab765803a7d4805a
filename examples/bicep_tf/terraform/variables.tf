variable "environment" { type = string }
variable "location" { type = string }
variable "reporting_location" { type = string }
variable "criticality" { type = string }
variable "subscription_id" { type = string }
variable "tenant_id" { type = string }
variable "platform_group_id" { type = string }
variable "oncall_email" { type = string }
variable "ssh_public_key" { type = string }
variable "fallback_client_id" { type = string }
variable "api" { type = object({ sku = string, workers = number, image = string }) }
variable "cluster" { type = object({ vm_size = string, min_count = number, max_count = number }) }
variable "subnets" { type = object({ fleet = string, cluster = string }) }
variable "devops" { type = object({ project_id = string, pool_connection_id = string }) }

variable "fleets" {
  description = "Scale sets by role: the workers that process scan events, and the build agents."
  type        = map(object({ sku = string, instances = number, image = string, start = optional(string) }))
}

variable "database_sku" {
  type    = string
  default = "GP_Gen5_2"
}

variable "fallback_client_secret" {
  type      = string
  ephemeral = true
  sensitive = true
}
