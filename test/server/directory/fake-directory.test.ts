import { FakeDirectory } from '../../fakes/fake-directory.js';
import {
  CONTRACT_PASSWORD,
  CONTRACT_USERS,
  CONTRACT_WRITTEN_USERS,
  describeDirectoryContract,
  describePasswordContract,
} from './directory-contract.js';

const directory = new FakeDirectory();
for (const name of [...CONTRACT_USERS, ...CONTRACT_WRITTEN_USERS]) {
  directory.add({ name, password: CONTRACT_PASSWORD });
}

describeDirectoryContract('FakeDirectory', () => ({
  directory,
  netbiosDomain: directory.netbiosDomain,
}));

describePasswordContract('FakeDirectory', () => ({ directory }));
