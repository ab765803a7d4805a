module "producer" {
  source = "./producer"
  names  = ["x", "y"]
}
module "consumer" {
  source   = "./consumer"
  objects  = module.producer.objects
  first_id = module.producer.first_id
  whole    = module.producer
}
output "echo" { value = module.consumer.echo }
