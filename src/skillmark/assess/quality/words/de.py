"""The quality report in German."""

from __future__ import annotations

from typing import Final

from skillmark.assess.quality.words.kinds import FigureWords, GridWords, PictureWords, Words

OWN: Final = "eigene Grenze"
EFPA: Final = "EFPA Board of Assessment (2013), Review Model 4.2.6"

WORDS: Final = Words(
    label={
        "title": "Güte des Tests",
        "no_field_data": "Keine Felddaten",
        "simulated": "Keine Felddaten: Alle Zahlen hier stammen von {people} simulierten Personen "
        "eines dokumentierten Modells. Sie zeigen, dass das Verfahren arbeitet, nicht, dass der "
        "Test etwas taugt.",
        "none": "Keine Felddaten: Noch niemand hat diesen Test abgelegt.",
        "made_on": "Stand {day}",
        "version": "Version {version}",
        "headline": "Von 100, die bestehen, liegen etwa {value} wirklich über der Grenze "
        "({low} bis {high}).",
        "headline_none": "Wie viele von denen, die bestehen, wirklich über der Grenze liegen, ist "
        "nicht bekannt: {why}",
        "figure": "Kennzahl",
        "value": "Wert",
        "interval": "95-%-Intervall",
        "state": "Stand",
        "meaning": "Was sie bedeutet",
        "bar": "Ein guter Wert",
        "to": "{low} bis {high}",
        "not_known": "nicht bekannt",
        "yes": "ja",
        "no": "nein",
        "signatures": "Wer dafür einsteht",
        "prepared": "Erstellt von",
        "reviewed": "Geprüft von",
        "unsigned": "Noch niemand hat diesen Bericht geprüft.",
        "table": "Dieselben Zahlen als Tabelle",
        "summary": "Kurz gesagt",
        "counts": "{fine} Kennzahlen sind gut, {look} sollte jemand ansehen, {bad} sind "
        "schlecht, {unknown} sind nicht bekannt.",
        "items_look": "Aufgaben zum Ansehen",
        "items_all": "Alle Aufgaben, die zum Ansehen zuerst",
        "reproduce": "Prüfsumme der Daten {digest}, Startwert {seed}, Statistik Version "
        "{statistics}. Dieselben Daten mit demselben Startwert ergeben denselben Bericht.",
        "page": "Seite",
        "source": "Quelle",
        "points": "Punkte",
        "deviations": "SD",
        "of": "von",
        "and_more": "und {count} weitere",
    },
    state={
        "fine": "gut",
        "look": "ansehen",
        "poor": "schlecht",
        "not known": "nicht bekannt",
        "fact": "",
    },
    part={
        "who": ("Wer und was", "Wer hat welche Version abgelegt, und fragt sie, was sie soll?"),
        "reliability": (
            "Zuverlässigkeit",
            "Bekämen dieselben Menschen noch einmal etwa dieselben Punkte?",
        ),
        "decisions": ("Entscheidungen", "Wie oft ist Bestehen oder Durchfallen richtig?"),
        "cut": ("Die Grenze", "Wo beginnt das Bestehen, und wer hat das entschieden?"),
        "items": ("Aufgaben", "Welche Aufgaben leisten ihre Arbeit, welche sollte jemand ansehen?"),
        "scale": ("Skala", "Wo misst der Test gut?"),
        "fairness": (
            "Fairness",
            "Sind Aufgaben bei gleichem Können für eine Gruppe schwerer?",
        ),
        "raters": ("Bewertende", "Sind sich die einig, die Antworten bewerten?"),
        "limits": ("Was nicht bekannt ist", "Was darf niemand aus diesen Zahlen herauslesen?"),
    },
    figure={
        "persons": FigureWords(
            "Personen",
            "Von jeder Person zählt das erste Ablegen. Auf diesen Personen ruhen alle Zahlen.",
            "{advised} oder mehr; unter {need} wird keine Zahl gezeigt",
            OWN,
        ),
        "field_data": FigureWords(
            "Wessen Antworten", "Echte und simulierte werden nie zusammengezählt."
        ),
        "days": FigureWords("Abgelegt von bis", "Erster und letzter Tag dieser Prüfungen."),
        "version": FigureWords(
            "Version des Tests", "Jede Änderung einer Aufgabe ist eine neue Version."
        ),
        "length": FigureWords(
            "Aufgaben je Fassung",
            "Gezogen aus {pool} Aufgaben. Alle bekamen dieselben Aufgaben: {same}.",
        ),
        "blueprint": FigureWords(
            "Fassungen nach Plan",
            "Anteil der Fassungen mit genau so vielen Aufgaben je Fähigkeit wie geplant.",
            "alle",
            "der Plan des Tests",
        ),
        "alpha": FigureWords(
            "Cronbachs Alpha",
            "Wie viel der Unterschiede zwischen den Punktzahlen mit anderen Aufgaben derselben "
            "Art wiederkäme: etwa {of100} %. Der Rest ist Zufall.",
            "{good} oder mehr, auch am unteren Ende; unter {poor} zu wenig, um über Menschen zu "
            "entscheiden",
            EFPA,
        ),
        "omega": FigureWords(
            "McDonalds Omega",
            "Dasselbe ohne die Annahme, dass alle Aufgaben gleich gut messen.",
            "{good} oder mehr, auch am unteren Ende; unter {poor} zu wenig, um über Menschen zu "
            "entscheiden",
            EFPA,
        ),
        "sem": FigureWords(
            "Standardmessfehler",
            "In zwei von drei Fällen liegt die Punktzahl höchstens {value} Punkte neben dem wahren "
            "Wert, in neunzehn von zwanzig höchstens {twice}.",
            "bis {good} Punkte auf dieser Skala; über {poor} ist groß",
            OWN,
        ),
        "sem_at_cut": FigureWords(
            "Standardfehler an der Grenze",
            "Dasselbe für Menschen genau an der Grenze, wo Bestehen und Durchfallen am dichtesten "
            "liegen: Dort irrt die Punktzahl in zwei von drei Fällen um höchstens {value} Punkte.",
            "bis {good} Punkte auf dieser Skala; über {poor} ist groß",
            OWN,
        ),
        "truly_above": FigureWords(
            "Wirklich darüber, wenn bestanden",
            "Von 100, die bestehen, haben etwa {of100} einen wahren Wert an oder über der Grenze; "
            "die anderen hatten Glück.",
            "{good} oder mehr, auch am unteren Ende; unter {poor} ist schlecht",
            OWN,
        ),
        "truly_below": FigureWords(
            "Wirklich darunter, wenn durchgefallen",
            "Von 100, die durchfallen, haben etwa {of100} einen wahren Wert unter der Grenze; die "
            "anderen hatten Pech.",
            "{good} oder mehr, auch am unteren Ende; unter {poor} ist schlecht",
            OWN,
        ),
        "accuracy": FigureWords(
            "Richtige Entscheidungen",
            "Anteil aller Entscheidungen, bestanden oder nicht, die richtig sind.",
            "{good} oder mehr, auch am unteren Ende; unter {poor} ist schlecht",
            OWN,
        ),
        "consistency": FigureWords(
            "Gleiche Entscheidungen",
            "Anteil derer, für die mit einer zweiten Fassung dasselbe herauskäme.",
            "{good} oder mehr, wo viel davon abhängt; unter {poor} ist schlecht",
            "Subkoviak (1988), J. Educ. Measurement 25, 47-55",
        ),
        "kappa": FigureWords(
            "Kappa",
            "Dasselbe über das hinaus, was der Zufall wiederholt: 0 ist Zufall, 1 ist sicher.",
            "{good} oder mehr ist beachtlich; unter {poor} ist schlecht",
            "Landis und Koch (1977), Biometrics 33, 159-174",
        ),
        "false_pass": FigureWords(
            "Bestanden, aber wirklich darunter",
            "Von 100, die den Test ablegen, bestehen etwa {of100} durch Glück.",
            "{good} oder weniger, auch am oberen Ende; über {poor} ist schlecht",
            OWN,
        ),
        "false_fail": FigureWords(
            "Durchgefallen, aber wirklich darüber",
            "Von 100, die den Test ablegen, fallen etwa {of100} durch Pech durch.",
            "{good} oder weniger, auch am oberen Ende; über {poor} ist schlecht",
            OWN,
        ),
        "cut": FigureWords(
            "Bestehensgrenze", "So viele Punkte von {maximum} braucht es zum Bestehen."
        ),
        "method": FigureWords("Verfahren", "Wie die Grenze zustande kam."),
        "reason": FigureWords("Begründung", "Warum dort, in den Worten derer, die entschieden."),
        "decided_by": FigureWords("Entschieden von", "Wer dafür einsteht."),
        "decided_on": FigureWords("Entschieden am", "Es gilt die neueste Entscheidung."),
        "judges": FigureWords(
            "Fachleute im Gremium",
            "Menschen, die die Arbeit kennen und Aufgaben oder Prüflinge beurteilt haben.",
            "{good} oder mehr; unter {poor} sind zu wenige",
            "Raymond und Reid (2001), in Cizek, Setting Performance Standards",
        ),
        "cut_error": FigureWords(
            "Standardfehler der Grenze",
            "Wie weit daneben ein anderes Gremium derselben Größe in zwei von drei Fällen käme.",
            "höchstens der halbe Standardmessfehler: {good}",
            "Cohen, Kane und Crooks (1999), Applied Meas. in Education 12, 343-366",
        ),
        "passing": FigureWords(
            "Anteil, der besteht", "{passed} von {people} Personen erreichen die Grenze."
        ),
        "flagged": FigureWords(
            "Aufgaben zum Ansehen",
            "Von {items} Aufgaben. {negative} davon trennen verkehrt herum, was oft einen falschen "
            "Schlüssel bedeutet; {rare} haben zu wenige beantwortet, um etwas zu sagen.",
            "keine, und jede Aufgabe von {need} Personen oder mehr beantwortet",
            "Ebel und Frisbie (1991), Essentials of Educational Measurement",
        ),
        "discrimination": FigureWords(
            "Trennschärfe, Median",
            "Wie gut eine Aufgabe jene, die im Rest gut sind, von den anderen trennt; hier von "
            "{least} bis {most}.",
            "{good} oder mehr, auch am unteren Ende; unter {poor} sagt eine Aufgabe wenig",
            "Ebel und Frisbie (1991), Essentials of Educational Measurement",
        ),
        "misfit": FigureWords(
            "Aufgaben, die das Modell nicht beschreibt",
            "Aufgaben, deren Antworten vom Modell mehr abweichen, als der Zufall erlaubt (S-X²; "
            "die p-Werte aller Aufgaben gemeinsam angepasst).",
            "keine",
            "Orlando und Thissen (2000), Applied Psych. Measurement 24, 50-64",
        ),
        "model": FigureWords(
            "Modell",
            "Zwei Parameter je Aufgabe, aus {people} Personen und {items} Aufgaben.",
            "{advised} Personen oder mehr, und die Suche muss zu einem Ende kommen",
            OWN,
        ),
        "rmsea": FigureWords(
            "Abweichung vom Modell (RMSEA von M2)",
            "Wie weit das Modell von den Antwortpaaren entfernt ist, gleich bei wie vielen "
            "Personen.",
            "{good} oder weniger ist nah, bis {poor} hinreichend",
            "Maydeu-Olivares und Joe (2014), Multivariate Behav. Research 49, 305-328",
        ),
        "reliability_at_cut": FigureWords(
            "Zuverlässigkeit an der Grenze",
            "Was Alpha für alle ist, für Menschen genau an der Grenze: Dort muss der Test scharf "
            "sein.",
            "{good} oder mehr, auch am unteren Ende; unter {poor} ist schlecht",
            EFPA,
        ),
        "error_at_cut": FigureWords(
            "Standardfehler des Könnens an der Grenze",
            "In Standardabweichungen derer, die den Test ablegten; die Grenze liegt bei {at}.",
        ),
        "range": FigureWords(
            "Wo er gut misst",
            "Können, dessen Standardfehler höchstens {least} Standardabweichungen beträgt.",
            "die Grenze liegt darin",
            OWN,
        ),
        "dif": FigureWords(
            "Aufgaben mit großen Unterschieden",
            "{grouping}: {focal} ({focal_people}) neben {reference} ({reference_people}). "
            "Aufgaben, die bei gleicher Punktzahl für eine Gruppe deutlich schwerer sind (Klasse "
            "C); {slight} weitere sind Klasse B. Ein Unterschied ist ein Grund, die Aufgabe zu "
            "lesen, kein Beweis.",
            "keine der Klassen B und C, bei {advised} Personen oder mehr in der kleineren Gruppe",
            "Zwick (2012), ETS RR-12-08; Klassen A, B, C des Educational Testing Service",
        ),
        "dif_uneven": FigureWords(
            "Aufgaben mit Unterschieden nur bei manchen Punktzahlen",
            "{grouping}: {focal} neben {reference}. Aufgaben, deren Unterschied zwischen den "
            "Gruppen sich mit der Punktzahl dreht oder wächst, was die Zahl darüber übersieht.",
            "keine, bei {advised} Personen oder mehr in der kleineren Gruppe",
            "Swaminathan und Rogers (1990); Größen von Jodoin und Gierl (2001)",
        ),
        "raters": FigureWords(
            "Bewertende",
            "Menschen, die Antworten bewertet haben; 0, wo jede Antwort nach Schlüssel zählt.",
        ),
        "agreement": FigureWords(
            "Einigkeit der Bewertenden",
            "Krippendorffs Alpha über Antworten, die zwei oder mehr bewertet haben, ohne einander "
            "zu sehen: 1 ist volle Einigkeit, 0 ist Zufall.",
            "{good} oder mehr, um sich darauf zu verlassen; unter {poor} nicht einmal vorläufig",
            "Krippendorff (2004), Human Communication Research 30, 411-433",
        ),
        "adjudicated": FigureWords(
            "Von einer dritten Person entschieden",
            "{decided} von {of} Antworten, die mehrere unabhängig bewertet haben: Die Bewertungen "
            "lagen weiter auseinander als vereinbart, oder das Ergebnis hing davon ab, wer "
            "bewertet.",
            source="Johnson, Penny und Gordon (2000), Applied Measurement in Education 13, 121-138",
        ),
    },
    said={
        "field_data:real": "Menschen, die den Test ablegten",
        "field_data:simulated": "keine Felddaten: eine Simulation",
        "field_data:none": "keine Felddaten: niemand",
        "grouping:language": "Sprache des Tests",
        "range:nowhere": "nirgends",
        "range:between": "{from} bis {to} SD",
    },
    why={
        "too_few": "zu wenige: {have} von {need} Personen",
        "refused": "es ließ sich nicht berechnen: {cause}",
        "not_computed": "es ließ sich nicht berechnen",
        "chance": "Alpha ist {alpha}: Die Punktzahlen sind vom Zufall nicht zu unterscheiden",
        "nobody": "niemand hat ihn abgelegt",
        "few_side": "zu wenige auf dieser Seite der Grenze: {have} von {need} Personen",
        "no_days": "die Daten nennen keine Tage",
        "no_blueprint": "die Daten nennen keinen Plan",
        "no_cut": "niemand hat eine Bestehensgrenze gesetzt",
        "not_said": "nicht angegeben",
        "no_panel": "kein Gremium ist verzeichnet",
        "played_panel": "keine Felddaten: ein Programm spielte das Gremium",
        "no_error": "die Niederschrift des Gremiums nennt keinen Standardfehler",
        "rare_items": "keine Aufgabe haben genug beantwortet: {need} Personen braucht es",
        "cut_off_scale": "kein Können führt zu dieser Grenze",
        "no_groups": "nicht untersucht: keine Angaben zu Gruppen",
        "one_group": "nicht untersucht: {grouping} hat nur eine Gruppe",
        "small_group": "{grouping}, {focal}: zu wenige, {have} von {need} Personen",
        "not_comparable": "{grouping}, {focal}: keine zwei mit gleicher Punktzahl zum Vergleich",
        "one_rater": "nur eine bewertende Person: niemand hat es nachgeprüft",
        "few_ratings": "zu wenige: {have} von {need} Antworten zweimal bewertet",
        "no_double_ratings": "keine Antwort wurde zweimal bewertet",
        "gaps": "die Fassungen sind verschieden: Es wird nur für eine einzige berechnet",
        "": "",
    },
    note={
        "public": "Diese öffentliche Fassung zeigt keine Aufgaben.",
        "simulated": "Keine Felddaten: An Stelle von {people} Personen hat ein Modell geantwortet. "
        "Wie Menschen in diesem Test abschneiden, ist nicht bekannt.",
        "none": "Keine Felddaten: Niemand hat geantwortet. Von diesem Test ist nichts bekannt, als "
        "wie er gemacht wurde.",
        "few": "{have} Personen sind zu wenige für Zahlen; {need} braucht es.",
        "no_cut": "Niemand hat eine Bestehensgrenze gesetzt; über das Bestehen lässt sich nichts "
        "sagen.",
        "no_panel": "Zur Grenze ist kein Gremium verzeichnet: Wo ein anderes läge, ist nicht "
        "bekannt.",
        "played_panel": "Keine Felddaten: Ein Programm spielte das Gremium, das die Grenze setzte. "
        "Niemand vom Fach steht dahinter.",
        "no_groups": "Ob Aufgaben für manche Gruppen unfair sind, ist nicht untersucht: Es gibt "
        "keine Angaben zu Gruppen.",
        "one_rater": "Eine einzige Person hat die Antworten bewertet: Wie viel an ihr hängt, ist "
        "nicht bekannt.",
        "forms": "Es gab verschiedene Fassungen mit etwa {length} von {pool} Aufgaben. Die Zahlen "
        "beschreiben eine durchschnittliche; wie verschieden schwer sie sind, zeigen sie nicht.",
        "no_model": "Die Aufgaben ließen sich nicht kalibrieren: {cause}",
        "no_model_public": "Die Aufgaben ließen sich nicht kalibrieren.",
        "decisions": "Die Zahlen zu Entscheidungen folgen Livingston und Lewis (1995), die für "
        "die wahren Werte eine Betaverteilung annehmen. Die Intervalle umfassen den Zufall, wer "
        "den Test ablegte, nicht eine falsche Annahme.",
        "people": "Die Zahlen beschreiben die, die den Test ablegten. Bei einer einheitlicheren "
        "oder anderen Gruppe ändern sich Zuverlässigkeit und Entscheidungen.",
        "validity": "Ob Bestehen mit besserer Arbeit danach einhergeht, sagen diese Zahlen nicht: "
        "Dafür braucht es Belege aus der Arbeit.",
    },
    grid={
        "blueprint": GridWords(
            "Plan",
            {
                "skill": "Fähigkeit",
                "wanted": "Je Fassung geplant",
                "asked": "Gefragt, im Mittel",
                "pool": "Im Vorrat",
            },
        ),
        "impact": GridWords(
            "Läge die Grenze woanders",
            {"at": "Grenze", "passing": "Es bestünden", "low": "Von", "high": "Bis"},
            "Verschiebung in Punkten: {step}, {by}.",
        ),
        "scores": GridWords("Punktzahlen", {"score": "Punktzahl", "people": "Personen"}),
        "errors": GridWords(
            "Standardfehler je Punktzahl",
            {"score": "Punktzahl", "error": "Standardfehler, Punkte"},
        ),
        "items": GridWords(
            "Aufgaben",
            {
                "item": "Aufgabe",
                "difficulty": "Schwierigkeit",
                "discrimination": "Trennschärfe",
                "error": "±",
                "people": "Personen",
                "look": "Ansehen, weil",
            },
            "Schwierigkeit: Anteil der Punkte, 0 schwer bis 1 leicht. Trennschärfe: Zusammenhang "
            "mit dem Rest des Tests; ± ist ein Standardfehler.",
        ),
        "parameters": GridWords(
            "Parameter des Modells",
            {"item": "Aufgabe", "a": "a", "a_error": "±", "b": "b", "b_error": "±"},
            "a: Steigung, b: Lage in Standardabweichungen; ± ist ein Standardfehler.",
        ),
        "information": GridWords(
            "Information",
            {"ability": "Können, SD", "information": "Information"},
        ),
        "dif": GridWords(
            "Aufgaben mit Unterschieden zwischen Gruppen",
            {
                "item": "Aufgabe",
                "group": "Gruppe",
                "class": "Klasse",
                "delta": "Delta",
                "error": "±",
            },
            "Ein negatives Delta: schwerer für diese Gruppe.",
        ),
    },
    look={
        "rare": "zu wenige haben sie beantwortet",
        "constant": "alle haben gleich geantwortet",
        "negative": "trennt verkehrt herum: Schlüssel prüfen",
        "weak": "sagt wenig",
        "easy": "fast alle lösen sie",
        "hard": "fast niemand löst sie",
        "misfit": "das Modell beschreibt sie nicht",
        "by:error": "das ist der Standardfehler des Gremiums",
        "by:point": "da kein Gremium verzeichnet ist",
    },
    picture={
        "scores": PictureWords(
            "Punktzahlen und die Grenze", "Punktzahl", "Personen", "Grenze {cut}"
        ),
        "errors": PictureWords(
            "Wie genau eine Punktzahl ist", "Punktzahl", "Standardfehler, Punkte", "Grenze {cut}"
        ),
        "information": PictureWords(
            "Wo der Test gut misst", "Können, in Standardabweichungen", "Information", "Grenze"
        ),
        "items": PictureWords(
            "Aufgaben: Schwierigkeit und Trennschärfe",
            "Schwierigkeit (0 schwer bis 1 leicht)",
            "Trennschärfe",
            "ab {good} gut",
        ),
    },
)
