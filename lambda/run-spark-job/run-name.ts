/** Name of what a request starts: lists tell of names, and not of the request. */
export function runName(job: string, token: string): string {
  return `${job}/${token}`;
}

/** The request that started what has this name; empty for what none of the job's requests did. */
export function tokenIn(name: string, job: string): string {
  return name.startsWith(`${job}/`) ? name.slice(job.length + 1) : '';
}
