"""The app of app.ts, in Python."""

from datetime import datetime, timezone

from aws_cdk import App, Duration, Environment, RemovalPolicy, Size, Stack
from aws_cdk.aws_kinesisfirehose import DeliveryStream, KinesisStreamSource
from aws_cdk.aws_lambda import Code, Function, Runtime
from aws_cdk.aws_secretsmanager import Secret
from kinesis_constructs import (
    ApplicationMetric,
    ApplicationMetricDefinition,
    ApplicationMetricsDefinition,
    ArchiveTable,
    ColumnType,
    EncryptedStream,
    FanOutConsumerDefinition,
    FanOutConsumerSet,
    FieldRule,
    FirehoseToS3,
    HotShardMonitor,
    IteratorAgeAlarms,
    KeyVisibility,
    LagThreshold,
    MetricThreshold,
    ObjectKeys,
    PipelineDashboard,
    Reader,
    RecordFilter,
    RecordFormat,
    ScheduledMinimum,
    ShardAutoscaler,
    SplunkDestination,
    StartPosition,
    StreamProcessor,
    Transform,
    Weekday,
)

app = App(analytics_reporting=False)
stack = Stack(app, "Languages", env=Environment(account="111111111111", region="eu-west-1"))

orders = EncryptedStream(
    stack,
    "Orders",
    shard_count=4,
    retention_period=Duration.days(7),
    removal_policy=RemovalPolicy.DESTROY,
)


def handler(id: str) -> Function:
    return Function(
        stack,
        id,
        runtime=Runtime.NODEJS_22_X,
        handler="index.handler",
        code=Code.from_inline("exports.handler = async () => ({ batchItemFailures: [] })"),
        timeout=Duration.minutes(1),
    )


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=timezone.utc)


settle, bill, ship, enrich = map(handler, ["Settle", "Bill", "Ship", "Enrich"])

StreamProcessor(
    stack,
    "Settling",
    stream=orders.stream,
    function=settle,
    batch_size=500,
    starting_position=StartPosition.at_timestamp(at(2026, 1, 1)),
    filters=[
        RecordFilter.where("order.type", FieldRule.any_of("buy", "sell")).and_where(
            "order.quantity", FieldRule.above(1000)
        )
    ],
)
consumers = FanOutConsumerSet(
    stack,
    "Readers",
    stream=orders.stream,
    consumers=[
        FanOutConsumerDefinition(name="billing", function=bill),
        FanOutConsumerDefinition(name="shipping", function=ship, enhanced_fan_out=False),
    ],
)
FirehoseToS3(
    stack,
    "Archive",
    stream=orders.stream,
    object_keys=ObjectKeys.hive(prefix="orders/"),
    buffer_size=Size.mebibytes(64),
    transform=Transform.lambda_function(enrich, buffer_interval=Duration.seconds(10)),
    record_format=RecordFormat.parquet(),
    table=ArchiveTable.of_columns(
        {
            "order_id": ColumnType.STRING,
            "amount": ColumnType.decimal(10, 2),
            "tags": ColumnType.map(ColumnType.STRING),
        }
    ),
)
DeliveryStream(
    stack,
    "ToSplunk",
    source=KinesisStreamSource(orders.stream),
    destination=SplunkDestination(
        endpoint="https://splunk.example.com:8088",
        token=Secret.from_secret_name_v2(stack, "Token", "splunk"),
    ),
)
scaler = ShardAutoscaler(
    stack,
    "Scaling",
    stream=orders.stream,
    min_shards=2,
    max_shards=16,
    scheduled_minimums=[
        ScheduledMinimum.between(at(2026, 11, 27, 5, 30), at(2026, 11, 28, 6), 8),
        ScheduledMinimum.daily(
            start_time="07:45",
            end_time="18:00",
            time_zone="Europe/Berlin",
            days=[Weekday.SUNDAY, Weekday.MONDAY],
            min_shards=4,
        ),
    ],
)
HotShardMonitor(stack, "Hot", stream=orders.stream, key_visibility=KeyVisibility.PLAIN)
lag = IteratorAgeAlarms(
    stack,
    "Lag",
    stream=orders.stream,
    page_at=LagThreshold.absolute(Duration.hours(24)),
    readers=[Reader.polling(), Reader.lambda_function(settle)],
)
for member in consumers.consumers:
    if member.consumer is not None:
        lag.add_reader(Reader.enhanced_fan_out(member.consumer))
ApplicationMetric(
    stack,
    "Refunds",
    definition=ApplicationMetricsDefinition(
        namespace="Orders",
        dimensions={"service": "settle"},
        metrics={"Refunded": ApplicationMetricDefinition(unit="Count")},
    ),
    metric_name="Refunded",
    page=MetricThreshold.above(100),
)
PipelineDashboard(stack, "Dashboard")
scaler.function.add_environment("LANGUAGES", str(len(consumers.consumers)))

try:
    EncryptedStream(stack, "Refused", retention_period=Duration.days(400))
except RuntimeError as error:
    print(error)

app.synth()
