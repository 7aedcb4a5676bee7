"""Every constant line of the paper, Indonesian and English: an LSP's variant is a change of text, not of layout."""

COMPETENCY: dict[str, tuple[str, str]] = {
    "authority": ("BADAN NASIONAL SERTIFIKASI PROFESI", "Indonesian Professional Certification Authority"),
    "title": ("SERTIFIKAT KOMPETENSI", "Certificate of Competence"),
    "certify": ("Dengan ini menyatakan bahwa,", "This is to certify that,"),
    "area": ("Telah kompeten pada bidang:", "Is competent in the area of:"),
    "qualification": ("Dengan Kualifikasi / Kompetensi:", "With Qualification / Competency:"),
    "validity": ("Sertifikat ini berlaku untuk:", "This certificate is valid for:"),
    "behalf": (
        "Atas nama Badan Nasional Sertifikasi Profesi",
        "On behalf of Indonesian Professional Certification Authority",
    ),
    "chairman": ("Ketua", "Chairman"),
    "manager": ("Manajer Sertifikasi", "Certification Manager"),
    "units": ("Daftar Unit Kompetensi", "List of Unit(s) of Competency"),
    "unit_code": ("Kode Unit Kompetensi", "Code of Competency Unit"),
    "unit_title": ("Judul Unit Kompetensi", "Title of Competency Unit"),
    "verify": ("Periksa keaslian", "Verify"),
    "copy": ("SALINAN · COPY", ""),
    "original_on": ("aslinya pada blangko BNSP", "original on BNSP blank"),
    "signed": ("ttd.", ""),
}
