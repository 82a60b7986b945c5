import type { AuditTrail } from '../audit/audit-trail.js';
import type { LogonEngine } from '../authentication/logon-engine.js';
import type { Clock } from '../clock.js';
import type { ServerCore } from '../core.js';
import type { HttpServices } from '../http/http-services.js';
import { OwnSignIns } from '../web/own-sign-ins.js';
import { Proofs } from '../web/proofs.js';
import { SignIn } from '../web/sign-in.js';

/** Puts the door at the web together. */
export function createWeb(
  { web, audit }: ServerCore,
  { engine, trail, clock }: { engine: LogonEngine; trail: AuditTrail; clock: Clock },
): Pick<HttpServices, 'sessions' | 'signIn' | 'proofs' | 'ownSignIns'> {
  const { sessions } = web;
  const parts = { ...web, engine };
  return {
    sessions,
    signIn: new SignIn(parts),
    proofs: new Proofs(parts),
    ownSignIns: new OwnSignIns({ trail, sessions, audit, clock }),
  };
}
