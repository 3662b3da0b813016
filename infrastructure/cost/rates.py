"""What AWS charges, in USD, on demand and without taxes.

Read on `AS_OF` from the price pages that each rate names; look them up again before a budget hangs on them. The free
allowances of an account are left out, but for three that every account keeps: dashboards, budgets and schedules.
"""

from dataclasses import dataclass
from datetime import date

AS_OF = date(2026, 11, 21)
MILLION = 1_000_000
GB = 1024**3
MONTH_H = 730
MONTH_DAYS = 365 / 12


@dataclass(frozen=True, slots=True)
class Rates:
    """One region's. Names say the unit; what is said per million is given for one."""

    lambda_gb_s: float  # arm64, first 7.5 billion a month: aws.amazon.com/lambda/pricing
    lambda_request: float
    table_write: float  # on-demand write request unit: aws.amazon.com/dynamodb/pricing/on-demand
    table_read: float
    table_gb_month: float
    table_backup_gb_month: float  # continuous backup (point-in-time recovery)
    table_write_h: float  # provisioned write capacity unit: aws.amazon.com/dynamodb/pricing/provisioned
    queue_request: float  # standard queue: aws.amazon.com/sqs/pricing
    workflow_request: float  # express: aws.amazon.com/step-functions/pricing
    workflow_gb_s: float
    event: float  # custom event: aws.amazon.com/eventbridge/pricing
    gateway_request: float  # HTTP API, first 300 million a month: aws.amazon.com/api-gateway/pricing
    object_put: float  # aws.amazon.com/s3/pricing
    log_gb: float  # taken in: aws.amazon.com/cloudwatch/pricing
    log_gb_month: float
    alarm_month: float  # of one metric, at any resolution of a minute or more
    dashboard_month: float
    key_month: float  # a customer's own; as much again for each of its first two rotations: aws.amazon.com/kms/pricing
    secret_month: float  # aws.amazon.com/secrets-manager/pricing
    out_gb: float  # to the internet: aws.amazon.com/ec2/pricing/on-demand
    cdn_request: float = 1.00 / MILLION  # HTTPS, North America and Europe: aws.amazon.com/cloudfront/pricing
    cdn_out_gb: float = 0.085  # the first 1 TB and 10 million requests a month are free, for good, and left out here
    search_node_h: float = 0.036  # t3.small.search, N. Virginia: aws.amazon.com/opensearch-service/pricing
    search_gb_month: float = 0.122  # its disk, gp3
    dashboards_free: int = 3
    rotations_charged: int = 2


RATES = {
    "us-east-1": Rates(
        lambda_gb_s=0.0000133334,
        lambda_request=0.20 / MILLION,
        table_write=0.625 / MILLION,
        table_read=0.125 / MILLION,
        table_gb_month=0.25,
        table_backup_gb_month=0.20,
        table_write_h=0.00065,
        queue_request=0.40 / MILLION,
        workflow_request=1.00 / MILLION,
        workflow_gb_s=0.00001667,
        event=1.00 / MILLION,
        gateway_request=1.00 / MILLION,
        object_put=0.005 / 1000,
        log_gb=0.50,
        log_gb_month=0.03,
        alarm_month=0.10,
        dashboard_month=3.00,
        key_month=1.00,
        secret_month=0.40,
        out_gb=0.09,
    ),
    "eu-west-1": Rates(
        lambda_gb_s=0.0000133334,
        lambda_request=0.20 / MILLION,
        table_write=0.70675 / MILLION,  # half of what it was until November 2024
        table_read=0.1415 / MILLION,
        table_gb_month=0.283,
        table_backup_gb_month=0.226,
        table_write_h=0.000735,
        queue_request=0.40 / MILLION,
        workflow_request=1.00 / MILLION,
        workflow_gb_s=0.00001667,
        event=1.00 / MILLION,
        gateway_request=1.11 / MILLION,
        object_put=0.005 / 1000,
        log_gb=0.57,
        log_gb_month=0.03,
        alarm_month=0.10,
        dashboard_month=3.00,
        key_month=1.00,
        secret_month=0.40,
        out_gb=0.09,
    ),
}
