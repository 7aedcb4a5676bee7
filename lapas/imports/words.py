"""Words that sheets use for sex, education and status, folded by `fields.fold`."""

from __future__ import annotations

from lapas.choices import Education, LegalStatus, Sex

# Meanings of a word in the status column besides those of LegalStatus.
PRESENT, GONE = "present", "gone"

# A cell with one of these says nothing; it never overwrites anything.
NOTHING = frozenset(
    ("", "tidak ada", "belum ada", "blm ada", "tdk ada", "kosong", "nihil", "null", "n a", "na", "none")
)

SEX = {
    Sex.MALE: ("l", "lk", "laki laki", "laki", "pria", "male"),
    Sex.FEMALE: ("p", "pr", "perempuan", "wanita", "female"),
}
EDUCATION = {
    Education.NONE: (
        "tidak sekolah",
        "tdk sekolah",
        "belum sekolah",
        "tidak tamat sd",
        "tdk tamat sd",
        "buta huruf",
        "ts",
    )
    + ("belum tamat sd", "blm tamat sd"),
    Education.PRIMARY: ("sd", "mi", "sr", "sd sederajat", "paket a", "tamat sd", "sdn", "sekolah dasar"),
    Education.LOWER_SECONDARY: (
        "smp",
        "sltp",
        "mts",
        "smp sederajat",
        "sltp sederajat",
        "paket b",
        "tamat smp",
        "smpn",
    ),
    Education.UPPER_SECONDARY: ("sma", "slta", "smu", "ma", "sma sederajat", "slta sederajat", "paket c", "tamat sma")
    + ("sman", "man"),
    Education.VOCATIONAL: ("smk", "stm", "smea", "smk sederajat", "tamat smk", "smkn", "smkk"),
    Education.DIPLOMA: ("diploma", "d1", "d2", "d3", "d4", "di", "dii", "diii", "div", "d i", "d ii", "d iii", "d iv")
    + ("d 1", "d 2", "d 3", "d 4", "akademi", "diploma iii", "diploma 3", "diploma iv", "diploma 4"),
    Education.BACHELOR: ("s1", "s 1", "sarjana", "strata 1", "strata i", "sarjana s1"),
    Education.POSTGRADUATE: ("s2", "s3", "s 2", "s 3", "magister", "doktor", "pascasarjana", "pasca sarjana"),
}
STATUS = {
    LegalStatus.DETAINED: ("tahanan", "tahanan titipan", "titipan", "tersangka", "terdakwa"),
    LegalStatus.SENTENCED: ("narapidana", "napi", "terpidana"),
    LegalStatus.CHILD: ("anak binaan", "anak", "andikpas", "anak didik", "anak didik pemasyarakatan"),
}
# "Present": says nothing about the status; the register number does.
STATUS_PRESENT = frozenset(("aktif", "ada", "di dalam", "hadir", "wbp", "warga binaan", "penghuni"))
STATUS_GONE = frozenset(
    ("bebas", "pb", "cb", "cmb", "pindah", "mutasi", "meninggal", "meninggal dunia", "melarikan diri", "lari")
    + ("bebas murni", "tidak aktif", "nonaktif", "non aktif", "keluar")
)


SEX_OF = {word: str(sex) for sex, words in SEX.items() for word in words}
EDUCATION_OF = {word: str(level) for level, words in EDUCATION.items() for word in words}
STATUS_OF = {word: str(status) for status, words in STATUS.items() for word in words}
