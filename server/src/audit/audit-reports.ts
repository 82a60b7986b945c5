import type { administration } from '@gatehouse/protocol';

/** What a report is about. Times are in order, and never absent here: a report looks at a part of the log. */
export interface ReportRange {
  since: Date;
  until: Date;
  bucket: administration.ReportQuery['bucket'];
  after?: string | undefined;
  limit: number;
}

/** Port: what the log and what people enrolled come to, as tables. */
export interface AuditReports {
  show(report: administration.ReportName, range: ReportRange): Promise<administration.Report>;
}
