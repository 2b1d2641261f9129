variable "project" {
  description = "Google Cloud project of the bucket."
  type        = string
}

variable "name" {
  description = "Name of the application."
  type        = string
  default     = "<[ app.short ]>"
}

variable "location" {
  description = "Where the bucket lies."
  type        = string
  default     = "EU"
}
