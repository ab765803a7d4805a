resource "terraform_data" "read" {
  input = {
    text   = file("${path.module}/data/a.txt")
    yaml   = yamldecode(file("data/settings.yaml"))
    json   = jsondecode(file("./data/settings.json"))
    exists = [fileexists("data/a.txt"), fileexists("data/none.txt")]
    set    = fileset(path.module, "data/*.json")
    sha    = filesha256("data/a.txt")
    base64 = filebase64("data/a.txt")
  }
}
module "child" { source = "./child" }
