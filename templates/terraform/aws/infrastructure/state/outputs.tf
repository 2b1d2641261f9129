output "bucket" {
  description = "Bucket for the state of the infrastructure."
  value       = aws_s3_bucket.state.bucket
}

output "region" {
  description = "Region of the bucket."
  value       = var.region
}

output "plan_role_arn" {
  description = "Role by which pull requests plan; empty when there is none."
  value       = one(aws_iam_role.plan[*].arn)
}
