"""German verbs of harm in the forms the frames ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class GermanVerb:
    """`what`: words the verb needs. `to_whom`: the person is in the dative."""

    kind: str
    infinitive: str
    first: str
    third: str
    past: str
    participle: str
    particle: str
    what: str
    to_whom: bool

    @property
    def with_zu(self) -> str:
        stem = self.infinitive
        if self.particle:
            return f"{self.particle}zu{stem.removeprefix(self.particle)}"
        return f"zu {stem}"


# kind | infinitive | ich … | er … | er … (past) | participle | particle | further words | dative
_TABLE = """
kill | töten | töte | tötet | tötete | getötet
kill | umbringen | bringe | bringt | brachte | umgebracht | um
kill | ermorden | ermorde | ermordet | ermordete | ermordet
kill | erschießen | erschieße | erschießt | erschoss | erschossen
kill | abknallen | knalle | knallt | knallte | abgeknallt | ab
kill | abstechen | steche | sticht | stach | abgestochen | ab
kill | erstechen | ersteche | ersticht | erstach | erstochen
kill | erschlagen | erschlage | erschlägt | erschlug | erschlagen
kill | totschlagen | schlage | schlägt | schlug | totgeschlagen | tot
kill | totprügeln | prügle | prügelt | prügelte | totgeprügelt | tot
kill | erwürgen | erwürge | erwürgt | erwürgte | erwürgt
kill | ertränken | ertränke | ertränkt | ertränkte | ertränkt
kill | aufhängen | hänge | hängt | hängte | aufgehängt | auf
kill | aufknüpfen | knüpfe | knüpft | knüpfte | aufgeknüpft | auf
kill | hinrichten | richte | richtet | richtete | hingerichtet | hin
kill | köpfen | köpfe | köpft | köpfte | geköpft
kill | lynchen | lynche | lyncht | lynchte | gelyncht
kill | steinigen | steinige | steinigt | steinigte | gesteinigt
kill | vergasen | vergase | vergast | vergaste | vergast
kill | vergiften | vergifte | vergiftet | vergiftete | vergiftet
kill | abschlachten | schlachte | schlachtet | schlachtete | abgeschlachtet | ab
kill | abmurksen | murkse | murkst | murkste | abgemurkst | ab
kill | kaltmachen | mache | macht | machte | kaltgemacht | kalt
kill | umlegen | lege | legt | legte | umgelegt | um
kill | überfahren | überfahre | überfährt | überfuhr | überfahren
kill | umfahren | fahre | fährt | fuhr | umgefahren | um
kill | totfahren | fahre | fährt | fuhr | totgefahren | tot
kill | verbrennen | verbrenne | verbrennt | verbrannte | verbrannt
kill | ausrotten | rotte | rottet | rottete | ausgerottet | aus
kill | aufschlitzen | schlitze | schlitzt | schlitzte | aufgeschlitzt | auf
kill | niederschießen | schieße | schießt | schoss | niedergeschossen | nieder
kill | niederstechen | steche | sticht | stach | niedergestochen | nieder
kill | vergewaltigen | vergewaltige | vergewaltigt | vergewaltigte | vergewaltigt
beat | verprügeln | verprügle | verprügelt | verprügelte | verprügelt
beat | vermöbeln | vermöble | vermöbelt | vermöbelte | vermöbelt
beat | verdreschen | verdresche | verdrischt | verdrosch | verdroschen
beat | verhauen | verhaue | verhaut | verhaute | verhauen
beat | verkloppen | verkloppe | verkloppt | verkloppte | verkloppt
beat | zusammenschlagen | schlage | schlägt | schlug | zusammengeschlagen | zusammen
beat | zusammentreten | trete | tritt | trat | zusammengetreten | zusammen
beat | niederschlagen | schlage | schlägt | schlug | niedergeschlagen | nieder
beat | auspeitschen | peitsche | peitscht | peitschte | ausgepeitscht | aus
beat | schlagen | schlage | schlägt | schlug | geschlagen
beat | würgen | würge | würgt | würgte | gewürgt
beat | foltern | foltere | foltert | folterte | gefoltert
beat | misshandeln | misshandle | misshandelt | misshandelte | misshandelt
body | brechen | breche | bricht | brach | gebrochen || alle Knochen | dative
body | brechen | breche | bricht | brach | gebrochen || das Genick | dative
body | spalten | spalte | spaltet | spaltete | gespalten || den Schädel | dative
body | einschlagen | schlage | schlägt | schlug | eingeschlagen | ein | den Schädel | dative
body | eintreten | trete | tritt | trat | eingetreten | ein | die Zähne | dative
body | durchschneiden | schneide | schneidet | schnitt | durchgeschnitten | durch | die Kehle | dative
body | abschneiden | schneide | schneidet | schnitt | abgeschnitten | ab | die Zunge | dative
body | umdrehen | drehe | dreht | drehte | umgedreht | um | den Hals | dative
body | polieren | poliere | poliert | polierte | poliert || die Fresse | dative
body | abhacken | hacke | hackt | hackte | abgehackt | ab | die Hände | dative
throw | werfen | werfe | wirft | warf | geworfen || aus dem Fenster
throw | schmeißen | schmeiße | schmeißt | schmiss | geschmissen || vom Balkon
throw | stoßen | stoße | stößt | stieß | gestoßen || vom Dach
throw | stoßen | stoße | stößt | stieß | gestoßen || vor den Zug
throw | schubsen | schubse | schubst | schubste | geschubst || vor die Straßenbahn
throw | werfen | werfe | wirft | warf | geworfen || von der Brücke
fire | anzünden | zünde | zündet | zündete | angezündet | an
fire | abfackeln | fackle | fackelt | fackelte | abgefackelt | ab
fire | sprengen | sprenge | sprengt | sprengte | gesprengt || in die Luft
fire | jagen | jage | jagt | jagte | gejagt || in die Luft
fire | wegsprengen | sprenge | sprengt | sprengte | weggesprengt | weg
hunt | erwischen | erwische | erwischt | erwischte | erwischt
hunt | jagen | jage | jagt | jagte | gejagt
hunt | verfolgen | verfolge | verfolgt | verfolgte | verfolgt
hunt | angreifen | greife | greift | griff | angegriffen | an
hunt | überfallen | überfalle | überfällt | überfiel | überfallen
hunt | entführen | entführe | entführt | entführte | entführt
"""


def read_german() -> Iterator[GermanVerb]:
    for line in _TABLE.strip().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        cells += [""] * (9 - len(cells))
        kind, infinitive, first, third, past, participle, particle, what, case = cells
        yield GermanVerb(
            kind, infinitive, first, third, past, participle, particle, what, to_whom=case == "dative"
        )
