internal import Postgres

extension TaskSearch {
    /// All the words that were typed, each as it is or with one slip of the fingers: two letters that changed places or
    /// one too many; in the first short word also one that is missing or another.
    ///
    /// Of a long word trigrams are left where a letter is missing or another, of a short one hardly any ("mulk", milk).
    /// Only one word is tried with all letters, for what the index does rises with the square of what is looked for:
    /// 300 forms take it some ten milliseconds.
    var slips: SQL {
        """
        (SELECT string_agg('(' || f.forms || ')', ' & ')::tsquery
           FROM (SELECT w.*, CASE WHEN count(*) FILTER (WHERE w.alphabet <> '') OVER (ORDER BY w.place) > 1 THEN ''
                                  ELSE w.alphabet END AS letters
                   FROM (SELECT v.lexeme, char_length(v.lexeme) AS length, v.positions[1] AS place,
                                CASE WHEN v.lexeme ~ '^[a-z]{4,5}$' THEN 'abcdefghijklmnopqrstuvwxyz'
                                     WHEN v.lexeme ~ '^[\\u0627-\\u06D2]{4,5}$'
                                     THEN 'ابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہیے' ELSE '' END AS alphabet
                           FROM unnest(to_tsvector('simple', search_form(\(text)::text))) v) w) w,
                LATERAL (
                    SELECT string_agg('''' || replace(replace(x.form, '\\', '\\\\'), '''', '''''') || '''', ' | ') AS forms
                      FROM (SELECT w.lexeme AS form
                            UNION ALL
                            SELECT overlay(w.lexeme PLACING substr(w.lexeme, i + 1, 1) || substr(w.lexeme, i, 1)
                                           FROM i FOR 2)
                              FROM generate_series(1, w.length - 1) i WHERE w.length >= 3
                            UNION ALL
                            SELECT overlay(w.lexeme PLACING '' FROM i FOR 1)
                              FROM generate_series(1, w.length) i WHERE w.length >= 4
                            UNION ALL
                            SELECT overlay(w.lexeme PLACING letter FROM i FOR replaced)
                              FROM generate_series(1, w.length + 1) i, generate_series(0, 1) replaced,
                                   regexp_split_to_table(w.letters, '') letter
                             WHERE w.letters <> '') x) f)
        """
    }
}
