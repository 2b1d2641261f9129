variable "subscription_id" {
  description = "Azure subscription of the storage account."
  type        = string
}

variable "name" {
  description = "Name of the application."
  type        = string
  default     = "<[ app.short ]>"
}

variable "location" {
  description = "Azure region of the storage account."
  type        = string
  default     = "germanywestcentral"
}
