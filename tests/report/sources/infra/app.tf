resource "azurerm_linux_web_app" "api" {
	name = "api"
  identity {
    type = "UserAssigned"
    identity_ids = [
      azurerm_user_assigned_identity.api.id,
    ]
    # one
    # two
  }
  site_config {}
  app_settings = {
		"キー" = "値", 日本語の設定 = true # [31mred[0m
  }
}
