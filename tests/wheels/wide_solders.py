"""Solana's types in Rust (solders): keys, instructions, transactions, pickles, JSON."""
import json
import pickle
from solders.hash import Hash
from solders.instruction import AccountMeta, CompiledInstruction, Instruction
from solders.keypair import Keypair
from solders.message import Message, MessageV0, to_bytes_versioned
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.system_program import TransferParams, decode_transfer, transfer
from solders.transaction import SanitizeError, Transaction, VersionedTransaction
from solders.rpc.requests import GetBalance, batch_to_json
from solders.rpc.responses import GetBalanceResp
from solders.account import Account
from solders.errors import SignerError

k = Keypair.from_seed(bytes(range(32)))
k2 = Keypair.from_seed(bytes(32))
print(k.pubkey(), str(k)[:10], k == Keypair.from_bytes(bytes(k)), len(bytes(k)), hash(k) == hash(Keypair.from_seed(bytes(range(32)))), repr(k.pubkey()))
p = Pubkey.from_string("11111111111111111111111111111111")
print(p == Pubkey.default(), bytes(p)[:3], p.is_on_curve(), sorted([k.pubkey(), p, k2.pubkey()])[0] == p, Pubkey.find_program_address([b"seed", bytes(p)], k.pubkey()), Pubkey.create_with_seed(p, "s", p))
sig = k.sign_message(b"hi")
print(sig, sig.verify(k.pubkey(), b"hi"), sig.verify(k.pubkey(), b"ho"), Signature.from_string(str(sig)) == sig, pickle.loads(pickle.dumps(sig)) == sig)
ix = transfer(TransferParams(from_pubkey=k.pubkey(), to_pubkey=k2.pubkey(), lamports=1_000_000))
print(ix.program_id, len(ix.accounts), ix.data.hex() if isinstance(ix.data, bytes) else ix.data, decode_transfer(ix)["lamports"], ix.accounts[0].is_signer)
m = Message.new_with_blockhash([ix, Instruction(p, b"data", [AccountMeta(k2.pubkey(), False, True)])], k.pubkey(), Hash.default())
print(m.header, len(m.account_keys), m.instructions[0].accounts, m.is_signer(0), m.recent_blockhash, bytes(m).hex()[:30])
tx = Transaction([k], m, Hash.default())
print(tx.signatures[0], tx.verify(), tx.is_signed(), Transaction.from_bytes(bytes(tx)) == tx, pickle.loads(pickle.dumps(tx)) == tx)
v = VersionedTransaction(MessageV0.try_compile(k.pubkey(), [ix], [], Hash.default()), [k])
print(v.signatures[0], v.verify_with_results(), v.version() if hasattr(v, "version") else "", to_bytes_versioned(v.message)[:4])
j = tx.to_json()
print(Transaction.from_json(j) == tx, sorted(json.loads(j)))
print(GetBalance(p, None, 3).to_json() if True else "", batch_to_json([GetBalance(p), GetBalance(p)])[:40])
r = GetBalanceResp.from_json('{"jsonrpc":"2.0","result":{"context":{"slot":1},"value":5},"id":1}')
print(r.value, r.context.slot, repr(r)[:30])
a = Account(5, b"123", p, True, 7)
print(a, a.lamports, a == Account(5, b"123", p, True, 7), a != 3)
for bad in (lambda: Pubkey.from_string("bad"), lambda: Pubkey(b"short"), lambda: Keypair.from_seed(b"x"), lambda: Signature.from_string("zz"), lambda: Message.from_bytes(b"\xff"), lambda: Instruction(p, "text", []),
            lambda: k < 3, lambda: p < 5, lambda: Keypair.from_base58_string("00"), lambda: GetBalanceResp.from_json("{"), lambda: VersionedTransaction(m, []), lambda: CompiledInstruction(300, b"", b""), lambda: Pubkey([1] * 33)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, type(e).__module__.split(".")[0], str(e).splitlines()[0][:60])
d = {Keypair.from_seed(bytes([i]) * 32).pubkey(): i for i in range(200)}
print(len(d), sum(d[Keypair.from_seed(bytes([i]) * 32).pubkey()] for i in range(200)), str(min(d)), issubclass(SanitizeError, Exception))
