region = "auto"
zones  = [9]
