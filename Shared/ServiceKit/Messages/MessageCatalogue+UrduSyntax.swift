extension MessageCatalogue {
    /// Texts that are no JSON.
    static let urduJSON: KeyValuePairs = [
        "Line {}, column {}: {phrase}.": "سطر {1}، کالم {2}: {3}۔",
        "expected {phrase}": "یہاں {1} ہونا چاہیے",
        "the text ends where it needs {phrase}": "متن وہاں ختم ہو جاتا ہے جہاں {1} ہونا چاہیے",
        "the end: there is something after the value": "متن کا اختتام (قدر کے بعد کچھ اور بھی ہے)",
        "a value; the words are true, false and null": "کوئی قدر (الفاظ صرف true، false اور null ہیں)",
        "a comma or ] after an element": "عنصر کے بعد کوما یا ]",
        "a comma or } after a member": "رکن کے بعد کوما یا }",
        "a colon after the name": "نام کے بعد کولن",
        "a name in double quotes": "دہرے واوین میں نام",
        "a digit": "ہندسہ",
        "JSON begins without a byte order mark": "JSON بائٹ آرڈر مارک کے بغیر شروع ہوتا ہے",
        "JSON has no such escape": "JSON میں ایسا کوئی escape نہیں",
        "\\u needs four hexadecimal digits": "\\u کے بعد چار ہیکساڈیسیمل ہندسے درکار ہیں",
        "half of a surrogate pair stands alone": "سروگیٹ جوڑے کا آدھا حصہ اکیلا ہے",
        "a control character in a string has to be written as an escape":
            "متن میں کنٹرول کریکٹر کو escape کی صورت میں لکھنا ضروری ہے",
        "this string does not end": "یہ متن (string) ختم نہیں ہوتا",
        "this name stands twice in its object": "یہ نام اپنے آبجیکٹ میں دو بار ہے",
        "these bytes are not UTF-8": "یہ بائٹس UTF-8 نہیں",
        "a number has more than {} characters": "ایک عدد میں {1} سے زیادہ حروف ہیں",
        "more than {} arrays and objects inside each other": "ایک دوسرے کے اندر {1} سے زیادہ فہرستیں اور آبجیکٹ ہیں",
        "the text is longer than {} bytes": "متن {1} بائٹس سے زیادہ لمبا ہے",
    ]

    /// Texts of `filter` that are no filters.
    static let urduFilters: KeyValuePairs = [
        "has a mistake at character {}: {phrase}": "حرف نمبر {1} پر غلطی ہے: {2}",
        "expected {phrase}, found {}": "یہاں {1} ہونا چاہیے، مگر {2} ہے",
        "expected {phrase}, found the end": "یہاں {1} ہونا چاہیے، مگر فلٹر ختم ہو گیا",
        "and, or, or the end": "and، or یا اختتام",
        "and, or, or the ) of character {}": "and، or یا حرف نمبر {1} کا )",
        ", or the ) of character {}": "کوما یا حرف نمبر {1} کا )",
        "( and values": "( اور قدریں",
        "not, ( or a field ({})": "not، ( یا کوئی فیلڈ ({1})",
        "one of {} and is null for {}": "{2} کے لیے {1} یا is null میں سے ایک",
        "in or like": "in یا like",
        "is null instead": "اس کی جگہ is null",
        "null or not null": "null یا not null",
        "a value": "کوئی قدر",
        "a value, which {} is in quotes only": "کوئی قدر ({1} صرف واوین میں قدر ہے)",
        "a pattern, as in \"%milk%\"": "کوئی پیٹرن، جیسے \"%milk%\"",
        "a pattern, as in \"%milk%\", which {} is in quotes only":
            "کوئی پیٹرن، جیسے \"%milk%\" ({1} صرف واوین میں پیٹرن ہے)",
        "an id (a UUID)": "کوئی id (UUID)",
        "pending, in_progress, completed or cancelled": "pending، in_progress، completed یا cancelled",
        "none, upcoming, due_soon or overdue": "none، upcoming، due_soon یا overdue",
        "low, medium, high, critical, or the number of one (1 to 4)":
            "low، medium، high، critical، یا ان میں سے کسی کا نمبر (1 سے 4)",
        """
        a time: 2027-01-31, 2027-01-31T09:00:00Z, now, today, start_of_week, one of these moved as in today+3d, or +3d, \
        -1w, +2h, from 1970 to 2199
        """:
            """
        کوئی وقت: 2027-01-31، 2027-01-31T09:00:00Z، now، today، start_of_week، ان میں سے کوئی today+3d کی طرح آگے پیچھے، \
        یا +3d، -1w، +2h؛ 1970 سے 2199 تک
        """,
        "a tag {phrase}": "ٹیگ: {1}",
        "expected =, !=, <, <=, > or >=, found {}": "یہاں =، !=، <، <=، > یا >= ہونا چاہیے، مگر {1} ہے",
        "expected a word without \\; use quotes": "یہاں \\ کے بغیر لفظ ہونا چاہیے؛ واوین استعمال کریں",
        "expected a word without control characters; use quotes":
            "یہاں کنٹرول کریکٹر کے بغیر لفظ ہونا چاہیے؛ واوین استعمال کریں",
        "expected no U+0000": "یہاں U+0000 نہیں ہونا چاہیے",
        "expected {} to end what begins at character {}":
            "حرف نمبر {2} پر شروع ہونے والی قدر کو ختم کرنے کے لیے {1} ہونا چاہیے",
        #"expected \\, \', \", \%, \_, \n or \t"#: #"یہاں \\، \'، \"، \%، \_، \n یا \t ہونا چاہیے"#,
        "expected at most {} levels of parentheses and not": "قوسین اور not کی زیادہ سے زیادہ {1} تہیں ہو سکتی ہیں",
        "expected the end: a filter has at most {} characters":
            "یہاں فلٹر ختم ہونا چاہیے: فلٹر زیادہ سے زیادہ {1} حروف کا ہو سکتا ہے",
    ]
}
