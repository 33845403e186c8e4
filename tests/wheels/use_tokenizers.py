import json

from tokenizers import AddedToken, Encoding, NormalizedString, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers


def attempt(f, *args, **kw):
    try:
        print(repr(f(*args, **kw)))
    except BaseException as e:
        print(type(e).__name__, str(e)[:90])


text = ["the quick brown fox jumps over the lazy dog", "the five boxing wizards jump quickly", "pack my box with five dozen liquor jugs"] * 4
tok = Tokenizer(models.BPE(unk_token="[UNK]"))
tok.pre_tokenizer = pre_tokenizers.Whitespace()
trainer = trainers.BpeTrainer(vocab_size=90, special_tokens=["[UNK]", "[CLS]", "[SEP]", "[PAD]"], show_progress=False)
tok.train_from_iterator(text, trainer, length=len(text))
print(tok.get_vocab_size(), tok.token_to_id("the"), tok.id_to_token(0), tok.token_to_id("nowhere"))
e = tok.encode("the quick fox jumped")
print(type(e) is Encoding, e.tokens, e.ids)
print(e.offsets, e.attention_mask, e.special_tokens_mask, e.word_ids)
print(len(e), e.char_to_token(4), e.token_to_chars(0), e.word_to_tokens(1))
print(tok.decode(e.ids), "|", tok.decode_batch([e.ids, [5, 6]]))
for b in tok.encode_batch(["the dog", "a box", ("pair of", "the jugs")]):
    print(b.tokens, b.type_ids)
tok.enable_padding(pad_id=3, pad_token="[PAD]", length=8)
tok.enable_truncation(max_length=8)
print([b.tokens for b in tok.encode_batch(["the dog", "the quick brown fox jumps over"])])
print(tok.padding["length"], tok.truncation["max_length"])
tok.no_padding()
tok.no_truncation()
tok.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 1), ("[SEP]", 2)])
print(tok.encode("the dog", "my box").tokens, tok.encode("the dog", "my box").type_ids)
print(tok.encode("the dog", add_special_tokens=False).tokens)
tok.normalizer = normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents(), normalizers.Lowercase()])
print(tok.normalizer.normalize_str("H\u00e9LLO \u00dcber"), tok.encode("TH\u00c9 D\u00d6G").tokens)
print(tok.add_tokens(["wizardry", AddedToken("box office", single_word=True)]), tok.encode("wizardry box office").tokens)
print(pre_tokenizers.ByteLevel(add_prefix_space=True).pre_tokenize_str("Hello w\u00f6rld"))
print(pre_tokenizers.Split(Regex(r"\d+"), "isolated").pre_tokenize_str("ab12cd3"))
print(decoders.ByteLevel().decode(["\u0120Hello", "\u0120you"]))


class Custom:
    def split(self, i, s):
        return [s[0:2], s[2:]] if len(str(s)) > 2 else [s]

    def pre_tokenize(self, pretok):
        pretok.split(self.split)


print(pre_tokenizers.PreTokenizer.custom(Custom()).pre_tokenize_str("abcdef"))
n = NormalizedString("Mixed CASE")
n.lowercase()
n.replace("mixed", "fixed")
print(n.normalized, n.original, repr(n)[:40])
saved = json.loads(tok.to_str())
print(sorted(saved), saved["model"]["type"])
again = Tokenizer.from_str(tok.to_str())
print(again.encode("the dog").tokens == tok.encode("the dog").tokens)
attempt(Tokenizer.from_str, "{}")
attempt(Tokenizer, 5)
attempt(tok.encode, 5)
attempt(tok.decode, "text")
attempt(models.BPE, vocab=5, merges=[])
attempt(lambda: tok.model.nothing)
print(tok.model.__class__.__name__, trainer.vocab_size)
