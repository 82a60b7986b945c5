import { FakePasswordChanges } from '../../fakes/fake-password-changes.js';
import { CONTRACT_OLD, describePasswordChanges } from './password-changes-contract.js';

describePasswordChanges('FakePasswordChanges', () => {
  const changes = new FakePasswordChanges();
  changes.known.set('CORP\\alice', CONTRACT_OLD);
  changes.minimumLength = 7;
  return changes;
});
