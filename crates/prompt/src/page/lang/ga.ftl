# Irish. See en.ftl for what each text is and for the values.

title-problem = Earráid: { $title }

approving = Tá tú ag ceadú
approve-amount = Méid
approve-payee = Chuig

continue = Ar aghaidh
approve = Ceadaigh
cancel = Cuir ar ceal agus fill
support = Cabhair
another-way = Bain triail as bealach eile
back = Siar
copy = Cóipeáil
copied = Cóipeáilte
remember =
    { $days ->
        [one] Ná fiafraigh arís sa bhrabhsálaí seo ar feadh { $days } lá
        [two] Ná fiafraigh arís sa bhrabhsálaí seo ar feadh { $days } lá
        [few] Ná fiafraigh arís sa bhrabhsálaí seo ar feadh { $days } lá
        [many] Ná fiafraigh arís sa bhrabhsálaí seo ar feadh { $days } lá
       *[other] Ná fiafraigh arís sa bhrabhsálaí seo ar feadh { $days } lá
    }
remember-about = Ar ghléas de do chuid féin amháin.

method-phone = Guthán
method-sms = Teachtaireacht téacs
method-call = Glao gutháin
method-email = Ríomhphost
method-authenticator = Aip fíordheimhnithe
method-passkey = Paseochair
method-token = Ceadchomhartha crua-earraí
method-push = Aip ar do ghléas
method-recovery = Cód athshlánaithe

about-phone = Cód i dteachtaireacht téacs nó i nglao
about-sms = Cód i dteachtaireacht téacs
about-call = Glao a léann cód duit
about-email = Cód i ríomhphost
about-authenticator = Cód ó aip, fiú gan líonra
about-passkey = Méarlorg, aghaidh, glas scáileáin nó eochair shlándála
about-token = Cód ó ghléas beag
about-push = Freagair ceist ar do ghuthán
about-recovery = Ceann de na cóid a shábháil tú

choose-first-title = Cuir an dara céim leis
choose-first = Coinnigh daoine eile amach as do chuntas le bealach breise lena thaispeáint gur tusa atá ann.
choose-add-title = Cuir modh eile leis
choose-add = Le dhá mhodh, is féidir leat teacht isteach fós má chailleann tú ceann acu.
choose-another-title = Roghnaigh bealach eile
choose-another = Conas is mian leat a dheimhniú gur tusa atá ann?

phone-title = Cuir do ghuthán leis
phone = Seolfaimid cód chugat chun an uimhir a sheiceáil.
phone-label = Uimhir ghutháin
phone-hint = Leis an gcód tíre, mar shampla +353 85 012 3456
email-title = Cuir do sheoladh ríomhphoist leis
email = Seolfaimid cód chugat chun an seoladh a sheiceáil.
email-label = Seoladh ríomhphoist
get-sms = Faigh cód i dteachtaireacht
get-call = Faigh cód i nglao
get-email = Faigh cód i ríomhphost

send-title = Deimhnigh gur tusa atá ann
send = Seolfaimid cód chuig { $to }.

code-title = Cuir isteach an cód
code-sms = Sheolamar teachtaireacht téacs le cód chuig { $to }.
code-call = Táimid ag glaoch ar { $to } chun cód a léamh duit.
code-email = Sheolamar ríomhphost le cód chuig { $to }. Seans go dtógfaidh sé nóiméad; féach san fhillteán turscair freisin.
code-app = Oscail d’aip fíordheimhnithe. Taispeánann sí an cód.
code-app-named = Oscail { $name }. Is ann atá an cód.
code-token = Tá an cód ar do cheadchomhartha crua-earraí.
code-token-named = Tá an cód ar { $name }.
code-label = Cód { $digits } dhigit
code-again = Seol arís é
code-again-call = Glaoigh arís
code-sms-instead = B’fhearr liom teachtaireacht
code-call-instead = B’fhearr liom glao
code-change-phone = Athraigh an uimhir
code-change-email = Athraigh an seoladh
wait = Is féidir leat ceann eile a iarraidh i gceann { $time }.
wait-over = Is féidir leat ceann eile a iarraidh anois.

authenticator-title = Socraigh d’aip fíordheimhnithe
authenticator-scan = Scan é seo leis an aip
authenticator-any = Déanfaidh aip ar bith do chóid aonuaire cúis.
authenticator-qr = Cód QR do d’aip fíordheimhnithe
authenticator-open = Oscail in aip ar an ngléas seo
authenticator-typed = Nach féidir leat é a scanadh?
authenticator-type = Clóscríobh an eochair seo san aip:
authenticator-code = Cuir isteach an cód a thaispeánann an aip

passkey-make-title = Cruthaigh paseochair
passkey-make = Iarrfaidh do ghléas do mhéarlorg, d’aghaidh nó do ghlas scáileáin. Déanfaidh eochair shlándála cúis freisin.
passkey-make-button = Cruthaigh paseochair
passkey-use-title = Úsáid do phaseochair
passkey-use = Iarrfaidh do ghléas do mhéarlorg, d’aghaidh nó do ghlas scáileáin, nó d’eochair shlándála.
passkey-use-button = Úsáid paseochair
passkey-field = Nó roghnaigh anseo í as na moltaí
passkey-script = Tá JavaScript de dhíth ar phaseochracha. Cas air é don leathanach seo, nó roghnaigh bealach eile.
passkey-unable = Níl paseochracha sa bhrabhsálaí seo. Úsáid brabhsálaí eile, nó roghnaigh bealach eile.
passkey-waiting = Tá do bhrabhsálaí á fhiafraí díot anois.

token-title = Cuir do cheadchomhartha crua-earraí leis
token = Clóscríobh an tsraithuimhir atá ar a chúl, agus ansin dhá chód, ceann i ndiaidh a chéile.
token-serial = Sraithuimhir
token-code = An cód atá air anois
token-next = An cód a thagann ina dhiaidh
token-next-about = Fan go n-athróidh an cód, nó brúigh an cnaipe arís.

ask = Fiafróimid ar do ghléas. Bíodh sé in aice láimhe agat.
ask-named = Fiafróimid ar { $name }. Bíodh sé in aice láimhe agat.
ask-button = Fiafraigh ar mo ghléas

push-title = Freagair ar do ghléas
push = D’fhiafraíomar ar do ghléas. Oscail an aip ansin.
push-named = D’fhiafraíomar ar { $name }. Oscail an aip ansin.
push-number = Uimhir ar an ngléas
push-hint = Ceadaigh ansin é, agus clóscríobh ansin an uimhir a thaispeánann sé.
push-again = Fiafraigh arís
wait-push = Is féidir leat fiafraí arís i gceann { $time }.
wait-push-over = Is féidir leat fiafraí arís anois.

device-title = Ceangail do ghléas
device-scan = Scan é seo leis an aip ar do ghléas.
device-qr = Cód QR don aip ar do ghléas
device-copy = Oscail an nasc seo ar an ngléas:
device-waiting = Ag fanacht le do ghléas
device-connected = Tá do ghléas ceangailte.
device-over = Bhí an cód seo oscailte rófhada. Ní féidir le haon duine é a úsáid a thuilleadh.
device-again = Faigh ceann nua

codes-title = Sábháil do chóid athshlánaithe
codes = Ligeann gach ceann isteach thú uair amháin, má chailleann tú gach rud eile. Ní féidir le duine ar bith iad a thaispeáint duit arís: coinnigh in áit shábháilte iad, agus ní ar an ngléas seo amháin.
codes-list = Cóid athshlánaithe
codes-download = Íoslódáil
codes-print = Priontáil
codes-file = Cóid athshlánaithe do { $name }. Oibríonn gach ceann uair amháin.
codes-saved = Shábháil mé na cóid seo
recovery-title = Úsáid cód athshlánaithe
recovery = Clóscríobh ceann de na cóid a shábháil tú. Oibríonn gach ceann uair amháin.
recovery-label = Cód athshlánaithe

methods-title = Conas a dheimhníonn tú gur tusa atá ann
methods = Ligeann aon cheann díobh seo isteach thú.
methods-two = Teastaíonn dhá cheann díobh seo uait le teacht isteach.
methods-none = Níl aon rud socraithe fós.
methods-codes = Cóid athshlánaithe
methods-codes-left =
    { $left ->
        [0] Níl ceann ar bith fágtha
        [one] { $left } fágtha
        [two] { $left } fágtha
        [few] { $left } fágtha
        [many] { $left } fágtha
       *[other] { $left } fágtha
    }
methods-codes-new = Déan cinn nua
methods-browsers = Brabhsálaithe nach bhfiafraítear iontu
methods-add = Cuir modh eile leis
methods-finish = Críochnaithe
added = Curtha leis ar { $day }
used = Úsáidte go deireanach ar { $day }
used-this = An brabhsálaí seo, úsáidte go deireanach ar { $day }
rename = Athainmnigh
rename-what = Athainmnigh { $what }
remove = Bain
remove-what = Bain { $what }
forget = Déan dearmad air
forget-what = Déan dearmad ar { $what }

remove-title = An mbainfear { $what }?
remove-about = Ní ligfidh sé isteach thú a thuilleadh.
remove-yes = Bain
remove-no = Coinnigh
remove-last-title = Níl agat ach an modh seo
remove-last = Cuir ceann eile leis ar dtús. Ansin is féidir leat an ceann seo a bhaint gan tú féin a ghlasáil amach.
rename-title = Athainmnigh { $what }
rename-label = Ainm
rename-about = Ionas go n-aithneoidh tú thar chinn eile é: “Guthán oibre”.
rename-save = Sábháil

end-expired-title = Tá an leathanach seo as feidhm
end-expired = Ar mhaithe le do shábháilteacht, ní raibh sé oscailte ach tamall gearr. Fill agus tosaigh arís.
end-used-title = Úsáideadh an nasc seo cheana
end-used = Tá an rud a raibh sé ann dó thart. Má tá sé uait arís, fill agus tosaigh arís.
end-elsewhere-title = Oscailte i mbrabhsálaí eile
end-elsewhere = Thosaigh sé i mbrabhsálaí eile nó i bhfuinneog phríobháideach. Lean ort ansin, nó fill agus tosaigh arís anseo.
end-unknown-title = Ní oibríonn an nasc seo
end-unknown = B’fhéidir go bhfuil cuid de ar iarraidh. Fill ar an áit ar tháinig tú as agus tosaigh arís.
end-cookies-title = Tá do bhrabhsálaí ag cosc fianán
end-cookies = Tá ceann de dhíth, fad is atá an leathanach seo oscailte, chun a fhios a bheith againn gur tusa atá ann fós. Ceadaigh fianáin don leathanach seo, agus bain triail eile as.
end-too-many-title = An iomarca iarrachtaí
end-too-many = Chun daoine eile a choinneáil amach, ní ghlactar le cóid ar feadh tamaill. Bain triail eile as ar ball.
end-too-many-minutes =
    { $minutes ->
        [one] Chun daoine eile a choinneáil amach, ní ghlactar le cóid faoi láthair. Bain triail eile as i gceann { $minutes } nóiméad.
        [two] Chun daoine eile a choinneáil amach, ní ghlactar le cóid faoi láthair. Bain triail eile as i gceann { $minutes } nóiméad.
        [few] Chun daoine eile a choinneáil amach, ní ghlactar le cóid faoi láthair. Bain triail eile as i gceann { $minutes } nóiméad.
        [many] Chun daoine eile a choinneáil amach, ní ghlactar le cóid faoi láthair. Bain triail eile as i gceann { $minutes } nóiméad.
       *[other] Chun daoine eile a choinneáil amach, ní ghlactar le cóid faoi láthair. Bain triail eile as i gceann { $minutes } nóiméad.
    }
end-not-enrolled-title = Níl an dara céim ann fós
end-not-enrolled = Níl aon rud socraithe lena bhféadfá a dheimhniú gur tusa atá ann.
end-denied-title = Níor deimhníodh
end-denied = Níor ligeadh duine ar bith isteach. Mura raibh tú ag súil leis an gceist, seans go bhfuil do phasfhocal ag duine éigin: athraigh é.
end-canceled-title = Stop tú anseo
end-canceled = Níor deimhníodh aon rud. Is féidir leat tosú arís am ar bith.
end-stale-title = Bhí an leathanach seo as dáta
end-stale = B’fhéidir gur fhill tú, nó go bhfuil sé oscailte faoi dhó. Ní dhearnadh aon rud. Lean ort ón áit a bhfuil tú.
end-done-title = Déanta
end-done = Sin é.
end-fault-title = Theip ar rud éigin ar ár dtaobh féin
end-fault = Ní ortsa atá an locht. Tá a bhfuil socraithe agat slán. Bain triail eile as i gceann nóiméid.
end-onward = Lean ort
end-retry = Bain triail eile as
end-back = Fill
end-back-to = Fill ar { $name }
end-close = Is féidir leat an leathanach seo a dhúnadh.

problem-missing = Líon é seo.
problem-wrong-code = Ní hé sin an cód. Bain triail eile as.
problem-wrong-code-left =
    { $left ->
        [one] Ní hé sin an cód. Tá { $left } iarracht fágtha agat.
        [two] Ní hé sin an cód. Tá { $left } iarracht fágtha agat.
        [few] Ní hé sin an cód. Tá { $left } iarracht fágtha agat.
        [many] Ní hé sin an cód. Tá { $left } n-iarracht fágtha agat.
       *[other] Ní hé sin an cód. Tá { $left } iarracht fágtha agat.
    }
problem-code-over = Ní oibríonn an cód seo a thuilleadh. Iarr ceann nua.
problem-used-code = Úsáideadh an cód seo. Fan leis an gcéad cheann eile.
problem-clock-off = Baineann an cód seo le ham eile. Lig do do ghléas an clog a shocrú uaidh féin, agus bain triail eile as.
problem-bad-phone = Ní uimhir ghutháin í sin. Tosaigh le + agus an cód tíre.
problem-bad-email = Ní seoladh ríomhphoist é sin.
problem-not-served = Ní féidir linn cód a sheoladh ansin. Roghnaigh rud eile.
problem-known = Tá sé sin socraithe agat cheana.
problem-too-soon = Is féidir an chéad cheann eile a sheoladh i gceann { $time }.
problem-too-many =
    { $minutes ->
        [one] An iomarca iarrachtaí. Fan { $minutes } nóiméad, nó roghnaigh bealach eile.
        [two] An iomarca iarrachtaí. Fan { $minutes } nóiméad, nó roghnaigh bealach eile.
        [few] An iomarca iarrachtaí. Fan { $minutes } nóiméad, nó roghnaigh bealach eile.
        [many] An iomarca iarrachtaí. Fan { $minutes } nóiméad, nó roghnaigh bealach eile.
       *[other] An iomarca iarrachtaí. Fan { $minutes } nóiméad, nó roghnaigh bealach eile.
    }
problem-not-sent = Níorbh fhéidir linn é a sheoladh. Bain triail eile as, nó roghnaigh bealach eile.
problem-bad-serial = Ní féidir an tsraithuimhir seo a chur leis. Cuir i gcomparáid í leis an gceann ar an gceadchomhartha.
problem-bad-codes = Ní dhá chód as a chéile iad sin. Clóscríobh an ceann atá air anois, agus ansin an chéad cheann eile.
problem-passkey = Níor oibrigh sé sin. Bain triail eile as, nó roghnaigh bealach eile.
problem-not-approved = Níor cheadaigh tú ar an ngléas fós é. Déan é sin ar dtús, agus clóscríobh an uimhir ansin.
problem-no-answer = Níor fhreagair duine ar bith. Fiafraigh arís, nó roghnaigh bealach eile.
problem-wrong-number = Ní hí sin an uimhir. Fiafraigh arís: taispeánfaidh an gléas ceann eile ansin.
problem-no-device = Níl do ghléas ceangailte fós. Críochnaigh san aip, agus lean ar aghaidh anseo ansin.
problem-wrong-recovery-code = Ní ceann de do chóid é sin, nó úsáideadh cheana é.
problem-not-saved = Sábháil na cóid ar dtús, agus ansin cuir tic sa bhosca.
problem-bad-name = Úsáid idir 1 agus 64 carachtar.
problem-gone = Níl sé ann a thuilleadh.
problem-stale = Bhí an leathanach seo as dáta, agus ní dhearnadh aon rud. Bain triail eile as.

notice-sent-again = Sheolamar cód nua chugat.
notice-asked-again = D’fhiafraíomar arís ar do ghléas. Taispeánann sé uimhir nua.
notice-added = Curtha leis. Is féidir leat é a úsáid feasta.
notice-renamed = Athraíodh an t-ainm.
notice-removed = Baineadh é.
notice-forgotten = Fiafrófar sa bhrabhsálaí sin arís feasta.
notice-prove-first = Sula n-athrófar aon rud, deimhnigh gur tusa atá ann.
notice-one-more = Céim amháin eile: deimhnigh anois le modh eile.
notice-set-up-again = D’úsáid tú cód athshlánaithe. Má chaill tú do ghléas, socraigh ceann nua anois.
