import type { Graph } from './graph';
import type { KindName } from './kinds';
import type { Landscape } from './landscape';
import { readBy, rolesIn, writtenBy } from './rights';
import type { Resource } from './stack';

/** What runs under a role of its own, and the property that says which. */
const JOBS: Readonly<Partial<Record<KindName, string>>> = {
  flink: 'ServiceExecutionRole',
  emrServerless: '',
  emrCluster: 'JobFlowRole',
  task: 'TaskRoleArn',
};

/** From streams to jobs and on, by what their roles may read and write. */
export function jobFlows(graph: Graph, landscape: Landscape): void {
  for (const [kind, property] of Object.entries(JOBS) as [KindName, string][]) {
    for (const job of landscape.ofKind(kind)) {
      const roles = [...rolesIn(job.properties[property], job, landscape), ...rolesOfRuns(job, landscape)];
      graph.add(job);
      for (const role of roles) roleFlows(graph, landscape, job, role);
    }
  }
}

/** Redshift reads streams by itself, under the roles of its cluster or namespace. */
export function redshiftFlows(graph: Graph, landscape: Landscape): void {
  const namespaces = landscape.ofType('AWS::RedshiftServerless::Namespace');
  for (const warehouse of landscape.ofKind('redshift')) {
    const { NamespaceName: name } = warehouse.properties;
    const referred = landscape.read(name, warehouse).resources;
    const holders = namespaces.filter(
      (one) => referred.includes(one) || (name !== undefined && one.properties.NamespaceName === name),
    );
    for (const holder of [warehouse, ...holders]) {
      for (const role of rolesIn(holder.properties.IamRoles, holder, landscape)) {
        for (const stream of readBy(role, landscape)) graph.connect(stream, warehouse);
      }
    }
  }
}

function roleFlows(graph: Graph, landscape: Landscape, job: Resource, role: Resource): void {
  for (const stream of readBy(role, landscape)) graph.connect(stream, job);
  for (const place of writtenBy(role, landscape)) graph.connect(job, place);
}

/** An application of EMR has no role: whatever starts a job in it names both. */
function rolesOfRuns(job: Resource, landscape: Landscape): Resource[] {
  if (job.type !== 'AWS::EMRServerless::Application') return [];
  return landscape.customResources().flatMap((run) => {
    const { ServiceToken, ...rest } = run.properties;
    const { resources } = landscape.read(rest, run);
    return resources.includes(job) ? rolesIn(rest, run, landscape) : [];
  });
}
