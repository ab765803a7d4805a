from_later_auto = "b.auto.tfvars"
