/** How big each driver and executor is: 4 GB of memory for each vCPU, of which an eighth is left to what is not Java. */
export class SparkWorkerSize {
  /** 1 vCPU, 4 GB. */
  public static readonly CPU_1 = new SparkWorkerSize(1);

  /** 2 vCPU, 8 GB. */
  public static readonly CPU_2 = new SparkWorkerSize(2);

  /** 4 vCPU, 16 GB. */
  public static readonly CPU_4 = new SparkWorkerSize(4);

  /** 8 vCPU, 32 GB. */
  public static readonly CPU_8 = new SparkWorkerSize(8);

  /** 16 vCPU, 64 GB. */
  public static readonly CPU_16 = new SparkWorkerSize(16);

  private constructor(
    /** How many vCPU. */
    public readonly vcpu: number,
  ) {}

  /** Memory in GB. */
  public get memory(): number {
    return this.vcpu * 4;
  }

  /**
   * The settings of Spark that fill such workers.
   *
   * @internal
   */
  public get _properties(): Record<string, string> {
    // Spark asks for a tenth more than the heap, and for 384 MB at least: both have to fit.
    const heap = `${Math.floor(this.memory * 0.875)}G`;
    const cores = String(this.vcpu);
    return {
      'spark.driver.cores': cores,
      'spark.driver.memory': heap,
      'spark.executor.cores': cores,
      'spark.executor.memory': heap,
    };
  }
}
