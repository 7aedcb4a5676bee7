"""Every constant line of the paper, Indonesian and English: an issuer's variant is a change of text, not of layout."""

Labels = dict[str, tuple[str, str]]

_BOTH: Labels = {
    "certify": ("Dengan ini menyatakan bahwa,", "This is to certify that,"),
    "verify": ("Periksa keaslian", "Verify"),
    "copy": ("SALINAN · COPY", "SALINAN"),
    "preview": ("PRATINJAU · PREVIEW", "PRATINJAU"),
    "not_issued": ("belum diterbitkan, tidak berlaku sebagai sertifikat", "not issued, not valid as a certificate"),
    "copy_number": ("salinan ke-", "copy no. "),
    "signed": ("ttd.", ""),
    "unit_code": ("Kode Unit Kompetensi", "Code of Competency Unit"),
    "unit_title": ("Judul Unit Kompetensi", "Title of Competency Unit"),
}

COMPETENCY: Labels = _BOTH | {
    "authority": ("BADAN NASIONAL SERTIFIKASI PROFESI", "Indonesian Professional Certification Authority"),
    "title": ("SERTIFIKAT KOMPETENSI", "Certificate of Competence"),
    "file": ("sertifikat kompetensi", ""),
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
    "original_on": ("aslinya pada blangko BNSP", "original on BNSP blank"),
}

TRAINING: Labels = _BOTH | {
    "title": ("SERTIFIKAT PELATIHAN", "Certificate of Training"),
    "file": ("sertifikat pelatihan", ""),
    "programme": ("Telah menyelesaikan program pelatihan:", "Has completed the training programme:"),
    "period": ("Dilaksanakan pada:", "Held from:"),
    "until": ("sampai dengan", "to"),
    "hours": ("Lama pelatihan:", "Length of training:"),
    "hours_of": ("JP (1 JP = 45 menit)", "training hours of 45 minutes"),
    "units": ("Daftar Unit Pelatihan", "List of Training Unit(s)"),
    "unit_hours": ("JP", "Hours"),
    "total": ("Jumlah", "Total"),
    "original_on": ("aslinya ditandatangani dan dicap oleh penyelenggara", "original signed and stamped by the centre"),
}
