import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kinesisconstructs.ApplicationMetric;
import kinesisconstructs.ApplicationMetricDefinition;
import kinesisconstructs.ApplicationMetricsDefinition;
import kinesisconstructs.ArchiveTable;
import kinesisconstructs.ColumnType;
import kinesisconstructs.DailyMinimumOptions;
import kinesisconstructs.EncryptedStream;
import kinesisconstructs.FanOutConsumer;
import kinesisconstructs.FanOutConsumerDefinition;
import kinesisconstructs.FanOutConsumerSet;
import kinesisconstructs.FieldRule;
import kinesisconstructs.FirehoseToS3;
import kinesisconstructs.HiveObjectKeysOptions;
import kinesisconstructs.HotShardMonitor;
import kinesisconstructs.IteratorAgeAlarms;
import kinesisconstructs.KeyVisibility;
import kinesisconstructs.LagThreshold;
import kinesisconstructs.LambdaTransformOptions;
import kinesisconstructs.MetricThreshold;
import kinesisconstructs.ObjectKeys;
import kinesisconstructs.PipelineDashboard;
import kinesisconstructs.Reader;
import kinesisconstructs.RecordFilter;
import kinesisconstructs.RecordFormat;
import kinesisconstructs.ScheduledMinimum;
import kinesisconstructs.ShardAutoscaler;
import kinesisconstructs.SplunkDestination;
import kinesisconstructs.StartPosition;
import kinesisconstructs.StreamProcessor;
import kinesisconstructs.Transform;
import kinesisconstructs.Weekday;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Size;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.kinesis.IStream;
import software.amazon.awscdk.services.kinesisfirehose.DeliveryStream;
import software.amazon.awscdk.services.kinesisfirehose.KinesisStreamSource;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.secretsmanager.Secret;

/** The app of app.ts, in Java. */
public class LanguagesApp {
  public static void main(String[] args) {
    App app = new App(AppProps.builder().analyticsReporting(false).build());
    Environment env = Environment.builder().account("111111111111").region("eu-west-1").build();
    Stack stack = new Stack(app, "Languages", StackProps.builder().env(env).build());

    IStream orders = EncryptedStream.Builder.create(stack, "Orders")
        .shardCount(4)
        .retentionPeriod(Duration.days(7))
        .removalPolicy(RemovalPolicy.DESTROY)
        .build()
        .getStream();
    Function settle = handler(stack, "Settle");
    Function bill = handler(stack, "Bill");
    Function ship = handler(stack, "Ship");
    Function enrich = handler(stack, "Enrich");

    StreamProcessor.Builder.create(stack, "Settling")
        .stream(orders)
        .function(settle)
        .batchSize(500)
        .startingPosition(StartPosition.atTimestamp(Instant.parse("2026-01-01T00:00:00Z")))
        .filters(List.of(RecordFilter.where("order.type", FieldRule.anyOf("buy", "sell"))
            .andWhere("order.quantity", FieldRule.above(1000))))
        .build();
    FanOutConsumerSet consumers = FanOutConsumerSet.Builder.create(stack, "Readers")
        .stream(orders)
        .consumers(List.of(
            FanOutConsumerDefinition.builder().name("billing").function(bill).build(),
            FanOutConsumerDefinition.builder().name("shipping").function(ship).enhancedFanOut(false).build()))
        .build();
    // In the order of the table's columns, which Map.of would not keep.
    Map<String, ColumnType> columns = new LinkedHashMap<>();
    columns.put("order_id", ColumnType.STRING);
    columns.put("amount", ColumnType.decimal(10, 2));
    columns.put("tags", ColumnType.map(ColumnType.STRING));
    FirehoseToS3.Builder.create(stack, "Archive")
        .stream(orders)
        .objectKeys(ObjectKeys.hive(HiveObjectKeysOptions.builder().prefix("orders/").build()))
        .bufferSize(Size.mebibytes(64))
        .transform(Transform.lambdaFunction(
            enrich, LambdaTransformOptions.builder().bufferInterval(Duration.seconds(10)).build()))
        .recordFormat(RecordFormat.parquet())
        .table(ArchiveTable.ofColumns(columns))
        .build();
    DeliveryStream.Builder.create(stack, "ToSplunk")
        .source(new KinesisStreamSource(orders))
        .destination(SplunkDestination.Builder.create()
            .endpoint("https://splunk.example.com:8088")
            .token(Secret.fromSecretNameV2(stack, "Token", "splunk"))
            .build())
        .build();
    ShardAutoscaler scaler = ShardAutoscaler.Builder.create(stack, "Scaling")
        .stream(orders)
        .minShards(2)
        .maxShards(16)
        .scheduledMinimums(List.of(
            ScheduledMinimum.between(
                Instant.parse("2026-11-27T05:30:00Z"), Instant.parse("2026-11-28T06:00:00Z"), 8),
            ScheduledMinimum.daily(DailyMinimumOptions.builder()
                .startTime("07:45")
                .endTime("18:00")
                .timeZone("Europe/Berlin")
                .days(List.of(Weekday.SUNDAY, Weekday.MONDAY))
                .minShards(4)
                .build())))
        .build();
    HotShardMonitor.Builder.create(stack, "Hot").stream(orders).keyVisibility(KeyVisibility.PLAIN).build();
    IteratorAgeAlarms lag = IteratorAgeAlarms.Builder.create(stack, "Lag")
        .stream(orders)
        .pageAt(LagThreshold.absolute(Duration.hours(24)))
        .readers(List.of(Reader.polling(), Reader.lambdaFunction(settle)))
        .build();
    for (FanOutConsumer member : consumers.getConsumers()) {
      if (member.getConsumer() != null) {
        lag.addReader(Reader.enhancedFanOut(member.getConsumer()));
      }
    }
    ApplicationMetric.Builder.create(stack, "Refunds")
        .definition(ApplicationMetricsDefinition.builder()
            .namespace("Orders")
            .dimensions(Map.of("service", "settle"))
            .metrics(Map.of("Refunded", ApplicationMetricDefinition.builder().unit("Count").build()))
            .build())
        .metricName("Refunded")
        .page(MetricThreshold.above(100))
        .build();
    new PipelineDashboard(stack, "Dashboard");
    scaler.getFunction().addEnvironment("LANGUAGES", String.valueOf(consumers.getConsumers().size()));

    try {
      EncryptedStream.Builder.create(stack, "Refused").retentionPeriod(Duration.days(400)).build();
    } catch (RuntimeException error) {
      // Its first line: the rest says where in the JavaScript it came from.
      System.out.println(error.getMessage().lines().findFirst().orElseThrow());
    }
    app.synth();
  }

  private static Function handler(Stack stack, String id) {
    return Function.Builder.create(stack, id)
        .runtime(Runtime.NODEJS_22_X)
        .handler("index.handler")
        .code(Code.fromInline("exports.handler = async () => ({ batchItemFailures: [] })"))
        .timeout(Duration.minutes(1))
        .build();
  }
}
