"""Methods of str."""

TEXT = "The quick brown fox jumps over the lazy dog. " * 20


def run():
    n = 0
    for _ in range(60):
        for w in TEXT.split():
            n += len(w.upper().lower().capitalize().strip("."))
            n += w.startswith("T") + w.endswith(".") + w.isalpha() + ("o" in w)
            n += w.find("o") + w.replace("o", "00").count("0")
        n += len(TEXT.replace("fox", "wolf").partition("lazy")[2])
        n += len(TEXT.translate({97: "A", 101: None}).splitlines()[0].title())
    return n
