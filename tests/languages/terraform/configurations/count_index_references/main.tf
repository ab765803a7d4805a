resource "terraform_data" "disk" {
  count = 3
  input = { number = count.index, name = format("disk-%02d", count.index + 1) }
}
resource "terraform_data" "attachment" {
  count            = length(terraform_data.disk)
  input            = terraform_data.disk[count.index].input.name
  triggers_replace = terraform_data.disk[count.index].id
}
output "last" { value = element(terraform_data.disk[*].input.name, 2) }
output "all" { value = { for disk in terraform_data.disk : disk.input.name => disk.input.number } }
