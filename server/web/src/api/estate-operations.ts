import type {
  FirstRun,
  MakeFirstAdministrator,
  ShowFirstRunCode,
  administration,
} from '@gatehouse/protocol';

interface Accepted {
  accepted: boolean;
}

/** What the pages about workstations, directories and keys use, and the first run. */
export interface EstateOperations {
  showFirstRun: { answer: FirstRun };
  showFirstRunCode: { body: ShowFirstRunCode; answer: FirstRun };
  makeFirstAdministrator: { body: MakeFirstAdministrator; answer: FirstRun };

  listWorkstations: { answer: { workstations: administration.Workstation[] } };
  revokeWorkstation: { answer: Accepted };
  createJoinToken: {
    body: { uses: number; hours: number; label?: string };
    answer: administration.IssuedJoinToken;
  };

  listDirectories: { answer: { directories: administration.DirectoryFacts[] } };
  testDirectory: { answer: administration.DirectoryTest };

  listApiKeys: { answer: { keys: administration.ApiKey[] } };
  createApiKey: { body: administration.CreateApiKey; answer: administration.IssuedApiKey };
  revokeApiKey: { answer: Accepted };
  listRoles: { answer: { assignments: administration.RoleAssignment[] } };
  assignRole: { body: administration.AssignRole; answer: administration.RoleAssignment };
  removeRole: { answer: Accepted };
  rotateKeys: { answer: { version: number } };
  listJobs: { answer: administration.JobList };

  searchAuditEvents: { answer: administration.AuditPage };
}
