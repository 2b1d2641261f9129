variable "name" {
  description = "Name of the application."
  type        = string
  default     = "<[ app.short ]>"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,18}[a-z0-9]$", var.name))
    error_message = "name needs 2 to 20 lower-case letters, digits and hyphens, a letter first and no hyphen last."
  }
}

variable "region" {
  description = "AWS region of the bucket."
  type        = string
  default     = "eu-central-1"
}

variable "github_repository" {
  description = "OWNER/NAME on GitHub whose pull requests may plan; empty when no workflow shall."
  type        = string
  default     = ""

  validation {
    condition     = var.github_repository == "" || can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.github_repository))
    error_message = "github_repository must be OWNER/NAME, or empty."
  }
}
