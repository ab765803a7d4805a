region = "westeurope"
zones  = ["1", "2"]
