data "aws_iam_policy_document" "tasks" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

# What ECS needs to start a task: this image, this log group<% if app.database %>, this secret<% endif %> and nothing else.
data "aws_iam_policy_document" "start" {
  statement {
    sid       = "LogIn"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid       = "PullImage"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [var.repository_arn]
  }

  statement {
    sid       = "WriteLogs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.this.arn}:*"]
  }
<% if app.database %>

  statement {
    sid       = "ReadSecrets"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = var.secret_arns
  }
<% endif %>
}

resource "aws_iam_role" "start" {
  name               = "${var.name}-start"
  description        = "Starts the tasks of ${var.name}."
  assume_role_policy = data.aws_iam_policy_document.tasks.json
}

resource "aws_iam_role_policy" "start" {
  name   = "start"
  role   = aws_iam_role.start.id
  policy = data.aws_iam_policy_document.start.json
}

# What the application itself may do in AWS: nothing, until a policy is attached here.
resource "aws_iam_role" "application" {
  name               = "${var.name}-application"
  description        = "The application ${var.name} itself."
  assume_role_policy = data.aws_iam_policy_document.tasks.json
}
