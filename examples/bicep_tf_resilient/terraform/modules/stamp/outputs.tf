output "api_id" {
  value = azurerm_linux_web_app.api.id
}
