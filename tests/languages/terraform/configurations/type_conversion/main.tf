variable "string_from_number" {
  type    = string
  default = 1.50
}
variable "string_from_bool" {
  type    = string
  default = true
}
variable "number_from_string" {
  type    = number
  default = "1e3"
}
variable "bool_from_string" {
  type    = bool
  default = "false"
}
variable "set_of_numbers" {
  type    = set(number)
  default = [3, 1, "2", 10]
}
variable "mixed_list" {
  type    = list(any)
  default = [1, "a", true]
}
variable "mixed_map" {
  type    = map(any)
  default = { a = 1, b = "x" }
}
variable "tuple" {
  type    = tuple([string, number, bool])
  default = [1, "2", "true"]
}
variable "nested" {
  type    = map(object({ ports = list(number), tags = map(string) }))
  default = { web = { ports = ["80", 443], tags = { a = 1 }, extra = "dropped" } }
}
variable "untyped" {
  default = { a = [1, "x", null], b = { c = true } }
}
resource "terraform_data" "all" {
  input = [
    var.string_from_number, var.string_from_bool, var.number_from_string, var.bool_from_string, var.set_of_numbers,
    var.mixed_list, var.mixed_map, var.tuple, var.nested, var.untyped,
  ]
}
