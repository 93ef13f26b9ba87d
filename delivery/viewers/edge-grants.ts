/** Which report of a node is meant: every start of the process counts anew. */
export type ReportId = { readonly instance: string; readonly sequence: number };

/** How many viewers were sent to each edge since its last report. */
export type EdgeGrants = {
  /** Since this report. */
  since(name: string, report: ReportId): number;
  add(name: string, report: ReportId): void;
};

export function createEdgeGrants(): EdgeGrants {
  const kept = new Map<string, ReportId & { readonly count: number }>();
  const since = (name: string, { instance, sequence }: ReportId): number => {
    const grants = kept.get(name);
    return grants?.instance === instance && grants.sequence === sequence ? grants.count : 0;
  };
  return {
    since,
    add(name, { instance, sequence }) {
      kept.set(name, { instance, sequence, count: since(name, { instance, sequence }) + 1 });
    },
  };
}
