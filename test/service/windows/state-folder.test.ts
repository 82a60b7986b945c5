import {
  SERVICE_SID,
  STATE_FOLDER_SDDL,
} from '../../../service/src/windows/security-descriptors.js';
import { strangerIn } from '../../../service/src/windows/state-folder.js';

const trusted = new Set(['SY', 'BA', SERVICE_SID]);

describe('R9: who may enter the state folder', () => {
  it('is nobody else by the descriptor that we make it with', () => {
    expect(strangerIn(STATE_FOLDER_SDDL, trusted)).toBeUndefined();
  });

  it.each([
    ['O:SYG:SYD:PAI(A;OICI;FA;;;SY)(A;OICIID;0x1200a9;;;BU)', 'BU'],
    ['O:S-1-5-21-1-2-3-1001G:SYD:P(A;;FA;;;SY)', 'S-1-5-21-1-2-3-1001'],
    ['O:SYG:SYD:P(A;;FA;;;SY)(A;;FR;;;S-1-5-21-1-2-3-1001)', 'S-1-5-21-1-2-3-1001'],
    ['O:SYG:SYD:P(OA;;FA;x;y;WD)', 'WD'],
    ['O:SYG:SYD:NO_ACCESS_CONTROL', 'Everyone'],
    ['O:SYG:SY', 'Everyone'],
    ['G:SYD:P(A;;FA;;;SY)', 'an unknown owner'],
    ['O:SYG:SYD:P(A;;FA)', 'an unknown entry'],
    ['O:SYG:SYD:P(A;;FA;;;SY)(XA;;FA;;;WD;(Member_of {SID(BU)}))(A;;FA;;;WD)', 'an unknown entry'],
    ['O:SYG:SYD:P(XA;;FA;;;WD;(@User.a == 1))', 'an unknown entry'],
    ['O:SYG:SYD:PXY(A;;FA;;;WD)', 'an unknown entry'],
    ['O:SYG:SYD:P(A;;FA;;;SY)(A;;FA;;;WD', 'an unknown entry'],
  ])('is somebody else by %s', (sddl, stranger) => {
    expect(strangerIn(sddl, trusted)).toBe(stranger);
  });

  it('is nobody else by a descriptor that also says what is audited', () => {
    const sddl = 'O:SYG:SYD:PARAI(A;;FA;;;SY)S:AI(XU;;FA;;;WD;(@User.a == 1))';
    expect(strangerIn(sddl, trusted)).toBeUndefined();
  });

  it('does not mind entries that only take away', () => {
    expect(strangerIn('O:BAG:SYD:P(D;;FA;;;WD)(A;;FA;;;SY)', trusted)).toBeUndefined();
  });
});
